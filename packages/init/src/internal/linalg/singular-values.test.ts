import { key, normal } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { singularValuesOf } from './singular-values.js';

test.each([
  [1, 1],
  [1, 6],
  [6, 1],
  [2, 2],
  [7, 3],
  [4, 11],
  [33, 32],
  [50, 41],
])('[%i, %i]: the same with SIMD and without, and every length kept', async (rows, columns) => {
  const a = await normal(key(rows), [rows, columns]).data();
  const values = singularValuesOf(a, rows, columns);
  expect(values).toHaveLength(Math.min(rows, columns));
  singularValuesOf(a, rows, columns, false).forEach((x, i) => {
    expect(Math.abs(x - values[i]!)).toBeLessThan(1e-14 * values[0]! * columns);
  });
  const square = (list: ArrayLike<number>) => Array.from(list).reduce((sum, x) => sum + x * x, 0);
  expect(square(values) / square(a)).toBeCloseTo(1, 12);
});
