import { testTfjsNode } from '../test/tfjs-node-training.js';

testTfjsNode('@tensorflow/tfjs-node-gpu');
