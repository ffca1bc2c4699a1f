import { testBackend } from '@saddlepoint/tensor/conformance';
import { describe, it } from 'vitest';
import { builtTfjsNode } from '../test/tfjs-node.js';
import { tfjs } from './tfjs.js';

const tf = builtTfjsNode('@tensorflow/tfjs-node');
if (tf) testBackend('tfjs (node)', () => tfjs(tf, { engine: 'tensorflow' }), { describe, it });
else it.skip('tfjs (node)');
