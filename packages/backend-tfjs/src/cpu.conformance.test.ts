import { testBackend } from '@saddlepoint/tensor/conformance';
import * as tf from '@tensorflow/tfjs';
import { describe, it } from 'vitest';
import { tfjs } from './tfjs.js';

testBackend('tfjs (cpu)', () => tfjs(tf, { engine: 'cpu' }), { describe, it });
