import { testConformance } from '../test/tfjs-node-conformance.js';

testConformance('@tensorflow/tfjs-node');
