import { describe, expect, test } from 'vitest';
import { ArgumentError, ShapeError } from '../errors.js';
import { concat, tensor, zeros } from '../index.js';
import { numbers } from '../testing/values.js';
import { expandDims, splitAxis, squeeze, stack } from './structure.js';

describe('axes of size 1', () => {
  test('come and go', () => {
    expect(expandDims(zeros([2, 3]), 0).shape).toEqual([1, 2, 3]);
    expect(expandDims(zeros([2, 3]), -1).shape).toEqual([2, 3, 1]);
    expect(squeeze(zeros([1, 2, 1])).shape).toEqual([2]);
    expect(squeeze(zeros([1, 2, 1]), -1).shape).toEqual([1, 2]);
  });

  test('errors', () => {
    expect(() => expandDims(zeros([2]), 3)).toThrow('expandDims: axis 3 is out of range for rank 2; allowed: -2 to 1');
    expect(() => squeeze(zeros([1, 2]), 1)).toThrow(new ShapeError('squeeze: axis 1 of [1, 2] has size 2, not 1'));
    expect(() => squeeze(zeros([1]), 1)).toThrow('squeeze: axis 1 is out of range');
  });
});

test('stack', async () => {
  const [a, b] = [tensor([1, 2]), tensor([3, 4])];
  expect(await numbers(stack([a, b]))).toEqual([1, 2, 3, 4]);
  expect(await numbers(stack([a, b], -1))).toEqual([1, 3, 2, 4]);
  expect(() => stack([a, zeros([3])])).toThrow(new ShapeError('stack: [2] and [3] differ'));
  expect(() => stack([])).toThrow(ArgumentError);
  expect(() => stack([a, b], 2)).toThrow('axis 2 is out of range for rank 2');
});

describe('splitAxis', () => {
  const x = tensor([1, 2, 3, 4, 5, 6]);

  test('into equal parts or given ones; concat puts them together', async () => {
    expect(await Promise.all(splitAxis(x, 3).map(numbers))).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    const parts = splitAxis(x, [1, 0, 5]);
    expect(await Promise.all(parts.map(numbers))).toEqual([[1], [], [2, 3, 4, 5, 6]]);
    expect(await numbers(concat(parts))).toEqual([1, 2, 3, 4, 5, 6]);
    expect(splitAxis(zeros([2, 4]), 2, -1).map((p) => p.shape)).toEqual([
      [2, 2],
      [2, 2],
    ]);
  });

  test.each([[4], [0], [-1], [1.5], [[2, 3]], [[7, -1]], [[1.5, 4.5]]])('%j parts are an error', (parts) => {
    expect(() => splitAxis(x, parts)).toThrow(
      new ArgumentError(`splitAxis: parts ${JSON.stringify(parts)} do not divide axis 0 of [6]`),
    );
  });
});
