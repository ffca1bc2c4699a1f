import { testBackend } from '@saddlepoint/tensor/conformance';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { describe, it } from 'vitest';
import { tfjs } from './tfjs.js';

testBackend('tfjs (wasm)', () => tfjs(tf, { engine: 'wasm' }), { describe, it });
