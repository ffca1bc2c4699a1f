import { testBackend } from '@saddlepoint/tensor/conformance';
import { describe, it } from 'vitest';
import { writings } from '../test/backends.js';

for (const [name, make] of writings) testBackend(`onnxruntime (${name})`, make, { describe, it });
