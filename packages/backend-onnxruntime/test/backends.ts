import type { Backend } from '@saddlepoint/tensor';
import { onnxruntime } from '../src/onnxruntime.js';

/** The two ways of writing a graph: with ONNX Runtime's own operators and in plain ONNX. */
export const writings: [string, () => Promise<Backend>][] = [
  ['contrib operators', () => onnxruntime()],
  ['plain ONNX', () => onnxruntime({ contribOps: false })],
];
