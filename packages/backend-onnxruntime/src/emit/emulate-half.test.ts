import {
  type Backend,
  compile,
  conv,
  key,
  matmul,
  maxPool,
  normal,
  reference,
  relu,
  reshape,
  type Tensor,
  tensor,
  trace,
  transpose,
} from '@saddlepoint/tensor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { onnxruntime } from '../onnxruntime.js';
import { emulateHalf } from './emulate-half.js';

let backend: Backend;
beforeAll(async () => {
  backend = await onnxruntime();
});
afterAll(() => backend.dispose());

const half = (x: Tensor): Tensor => x.cast('float16');

test('without halves the graph stays what it is', () => {
  const graph = trace((x: Tensor) => x.exp().add(1), tensor([1]));
  expect(emulateHalf(graph)).toBe(graph);
});

test('each operation between a cast to float32, shared by its uses, and one back', () => {
  const graph = emulateHalf(trace((x: Tensor) => half(x).exp().add(half(x)), tensor([1])));
  expect(graph.nodes.map(({ op, dtype }) => `${op} ${dtype}`)).toEqual([
    'input float32',
    'cast float16',
    'cast float32',
    'exp float32',
    'cast float16',
    'cast float32',
    'add float32',
    'cast float16',
  ]);
});

test('results are rounded after every operation, as by the reference', async () => {
  const run = compile(backend, (x: Tensor) => half(x).add(1).sub(1).cast('float32'));
  expect([...(await (await run(tensor([0.0004, 0.001]))).data())]).toEqual([0, 2 ** -10]);
  const product = (x: Tensor) => matmul(matmul(half(x), half(x)), half(x)).cast('float32');
  const x = tensor([
    [0.1, 0.2],
    [0.3, 1 / 3],
  ]);
  expect(await (await compile(backend, product)(x)).data()).toEqual(
    Float32Array.from(await (await compile(reference(), product)(x)).data()),
  );
});

test('a value beyond 65504 is infinite, whatever follows', async () => {
  const run = compile(backend, (x: Tensor) => half(x).mul(half(x)).div(half(x)).cast('float32'));
  expect([...(await (await run(tensor([100, 300]))).data())]).toEqual([100, Number.POSITIVE_INFINITY]);
});

test('a convolutional network comes out as by the reference', async () => {
  const network = (x: Tensor, w: Tensor, v: Tensor) => {
    const y = maxPool(relu(conv(half(x), half(w), { padding: 1 })), 2);
    return matmul(reshape(y, [2, -1]), transpose(half(v))).cast('float32');
  };
  const args = [normal(key(1), [2, 1, 6, 6]), normal(key(2), [3, 1, 3, 3]), normal(key(3), [4, 27])] as const;
  const ours = await (await compile(backend, network)(...args)).data();
  const theirs = await (await compile(reference(), network)(...args)).data();
  // All of them halves; a sum in another order may round to the next one.
  const largest = Math.max(...theirs.map(Math.abs));
  ours.forEach((y, i) => {
    expect(Math.abs(y - theirs[i]!)).toBeLessThanOrEqual(largest * 2 ** -10);
  });
});
