import { expect, test } from 'vitest';
import { grad, type Tensor, tensor } from '../index.js';
import { numbers } from '../testing/values.js';
import { ceil, lerp, logicalXor, softplus, square } from './elementary.js';

test('values', async () => {
  expect(await numbers(square(tensor([-3, 2])))).toEqual([9, 4]);
  expect(await numbers(ceil(tensor([-1.5, 1.2, 2])))).toEqual([-1, 2, 2]);
  expect(await numbers(lerp(tensor([0, 10]), 20, 0.25))).toEqual([5, 12.5]);
  expect(await numbers(logicalXor(tensor([true, true, false]), tensor([true, false, false])))).toEqual([0, 1, 0]);
});

test('softplus does not overflow, and its derivative is the sigmoid', async () => {
  const x = tensor([-1000, -1, 0, 1, 1000]);
  const y = await numbers(softplus(x));
  expect([y[0], y[2], y[4]]).toEqual([0, Math.LN2, 1000]);
  expect(y[3]! - y[1]!).toBeCloseTo(1, 14);
  const g = await numbers(grad((z: Tensor) => softplus(z).sum())(x));
  expect(g[0]).toBe(0);
  expect(g[1]).toBeCloseTo(1 / (1 + Math.E), 14);
  expect(g[2]).toBeCloseTo(0.5, 14);
  expect(g[4]).toBe(1);
});
