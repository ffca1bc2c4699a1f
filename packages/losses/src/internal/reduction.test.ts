import { tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { type Reduction, reduce, requireReduction } from './reduction.js';

test('none, mean and sum', async () => {
  const x = tensor([1, 2, 6]);
  expect(reduce(x, 'none')).toBe(x);
  expect(await reduce(x, 'mean').item()).toBeCloseTo(3, 12);
  expect(await reduce(x, 'sum').item()).toBe(9);
  expect(() => requireReduction('f', 'all' as Reduction)).toThrow(
    "f: reduction 'all' is unknown; allowed: none, mean, sum",
  );
});
