import { expect, test } from 'vitest';
import { around, elementwiseKernel, type HostValue, pick } from './primitive.js';

const value = (data: number[], shape: number[]): HostValue => ({
  shape,
  dtype: 'float32',
  data: Float64Array.from(data),
});

test('elementwise kernels broadcast one, two or three operands', () => {
  const out = { shape: [2, 2], dtype: 'float32' } as const;
  const [matrix, row, column] = [value([1, 2, 3, 4], [2, 2]), value([10, 20], [2]), value([100, 200], [2, 1])];
  expect(elementwiseKernel((a) => -a!)([matrix], {}, out)).toEqual(Float64Array.of(-1, -2, -3, -4));
  expect(elementwiseKernel((a, b) => a! + b!)([row, column], {}, out)).toEqual(Float64Array.of(110, 120, 210, 220));
  expect(elementwiseKernel((a, b, c) => a! + b! + c!)([matrix, row, column], {}, out)).toEqual(
    Float64Array.of(111, 122, 213, 224),
  );
});

test('results take the host array of their dtype', () => {
  const x = value([1.5, -1.5], [2]);
  const run = (dtype: 'int32' | 'bool') => elementwiseKernel((a) => Number(a! > 0))([x], {}, { shape: [2], dtype });
  expect([run('int32'), run('bool')]).toEqual([Int32Array.of(1, 0), Uint8Array.of(1, 0)]);
});

test('pick reads in another order and keeps the dtype', () => {
  expect(pick(value([1, 2, 3], [3]), Int32Array.of(2, 0, 2))).toEqual(Float64Array.of(3, 1, 3));
  const int: HostValue = { shape: [2], dtype: 'int32', data: Int32Array.of(5, 6) };
  expect(pick(int, Int32Array.of(1))).toEqual(Int32Array.of(6));
});

test('an array around an axis', () => {
  expect([around([2, 3, 4], 1), around([5], 0), around([2, 0], 1)]).toEqual([
    { outer: 2, size: 3, inner: 4 },
    { outer: 1, size: 5, inner: 1 },
    { outer: 2, size: 0, inner: 1 },
  ]);
});
