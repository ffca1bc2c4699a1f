import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { testOutcome } from '../test/engine.js';

// The others have a test file each: tfjs keeps its engine in a global.
testOutcome(tf, 'cpu');
testOutcome(tf, 'wasm');
