import { tensor, zeros } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { itemsOf } from '../../test/items.js';
import { deadUnits } from './dead-units.js';

test('units that are 0 for the whole batch', async () => {
  const first = tensor([
    [0, 1, 0, 0],
    [0, 0, 2, 0],
  ]);
  // Two channels of two places.
  const second = tensor([
    [
      [0, 0],
      [0, 3],
    ],
    [
      [0, 0],
      [0, 0],
    ],
  ]);
  expect(await itemsOf(deadUnits({ first, inner: [second] }))).toEqual({ first: 0.5, 'inner.0': 0.5 });
  expect(await deadUnits(first).item()).toBe(0.5);
});

test('a threshold, for activations that are never quite 0', async () => {
  const x = tensor([
    [1e-4, -1e-4, 0.5],
    [-1e-4, 0, -0.5],
  ]);
  expect(await deadUnits(x).item()).toBe(0);
  expect(await deadUnits(x, { threshold: 1e-3 }).item()).toBeCloseTo(2 / 3, 6);
});

test('bad input', () => {
  expect(() => deadUnits(zeros([3]))).toThrow('activations [3] must be [batch, units, ...]');
  expect(() => deadUnits({ a: zeros([2, 2], 'int32') })).toThrow("activations 'a' of dtype int32 must be float");
  expect(() => deadUnits(zeros([2, 2]), { threshold: -1 })).toThrow('threshold -1 must be');
});
