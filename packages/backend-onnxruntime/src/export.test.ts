import { matmul, type Tensor, tensor, trace } from '@saddlepoint/tensor';
import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { exportOnnx } from './export.js';

const weight = tensor([
  [1, 2],
  [3, 4],
]);
const layer = (x: Tensor) => matmul(x, weight, { transposeB: true }).add(1).relu();

test('a function becomes a file that ONNX Runtime loads on its own', async () => {
  const bytes = exportOnnx(layer, [tensor([[1, 1]])], { outputNames: ['logits'] });
  const session = await ort.InferenceSession.create(bytes);
  expect(session.inputNames).toEqual(['0']);
  expect(session.outputNames).toEqual(['logits']);
  const { logits } = await session.run({ 0: new ort.Tensor('float32', [1, -1], [1, 2]) });
  expect([...(logits!.data as Float32Array)]).toEqual([0, 0]);
  await session.release();
});

test('a graph, with several results', async () => {
  const graph = trace((x: Tensor) => [x.neg(), x, x.neg().reshape([2, 1])], tensor([1, 2]));
  const session = await ort.InferenceSession.create(exportOnnx(graph));
  expect(session.outputNames).toEqual(['output_0', 'output_1', 'output_2']);
  const results = await session.run({ 0: new ort.Tensor('float32', [1, 2], [2]) });
  expect(session.outputNames.map((name) => [...(results[name]!.data as Float32Array)])).toEqual([
    [-1, -2],
    [1, 2],
    [-1, -2],
  ]);
  await session.release();
});

test('only standard operators unless asked', () => {
  const text = (contribOps: boolean) => {
    const [a, b] = [tensor([[[1, 2]]]), tensor([[[1, 2]]])];
    const bytes = exportOnnx((x: Tensor, y: Tensor) => matmul(x, y, { transposeA: true }), [a, b], { contribOps });
    return new TextDecoder('latin1').decode(bytes);
  };
  expect(text(false)).not.toContain('com.microsoft');
  expect(text(true)).toContain('com.microsoft');
  expect(text(true)).toContain('FusedMatMul');
});

test('metadata and producer are in the file', () => {
  const text = new TextDecoder('latin1').decode(
    exportOnnx(layer, [tensor([[1, 1]])], { metadata: { licence: 'CC0' } }),
  );
  expect(text).toMatch(/saddlepoint.*licence.*CC0/s);
});

describe('refuses', () => {
  const x = tensor([1, 2]);
  const negate = (y: Tensor) => y.neg();
  test('another number of names', () =>
    expect(() => exportOnnx(negate, [x], { outputNames: ['a', 'b'] })).toThrow(
      /outputNames has 2 names, the graph has 1/,
    ));
  test('a name twice', () =>
    expect(() => exportOnnx(negate, [x], { outputNames: ['0'] })).toThrow(/the name '0' is used twice/));
  test('an empty name', () => expect(() => exportOnnx(negate, [x], { outputNames: [''] })).toThrow(/empty name/));
  test('an unknown option', () =>
    expect(() => exportOnnx(negate, [x], { opset: 9 } as object)).toThrow(/unknown option 'opset'/));
  test('arguments that are not a list', () =>
    expect(() => exportOnnx(negate, x as unknown as [Tensor])).toThrow(/exportOnnx\(fn, \[x\], options\)/));
});
