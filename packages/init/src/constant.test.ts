import { key } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { constant } from './constant.js';

test('the same everywhere', async () => {
  expect(Array.from(await constant(-0.5)(key(0), [3]).data())).toEqual([-0.5, -0.5, -0.5]);
});

test('refuses what is not finite', () => {
  expect(() => constant(Number.NaN)).toThrow('constant: value NaN must be a finite number');
});
