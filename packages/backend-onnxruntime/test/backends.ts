import type { Backend } from '@saddlepoint/tensor';
import { onnxruntime } from '../src/onnxruntime.js';

/** The ways of running a graph: ONNX Runtime's own operators, plain ONNX, and kernels wherever there can be one. */
export const writings: [string, () => Promise<Backend>][] = [
  ['contrib operators', () => onnxruntime()],
  ['plain ONNX', () => onnxruntime({ contribOps: false, fusion: 'never' })],
  ['kernels', () => onnxruntime({ fusion: 'always' })],
];
