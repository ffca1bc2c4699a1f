import { tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { scale } from './scale.js';

test('times a number', async () => {
  const { updates } = scale(-0.5).update([tensor([2, 4])], {}, [tensor([0, 0])]);
  expect(Array.from(await updates[0]!.data())).toEqual([-1, -2]);
});

test('a factor that is not finite is an error', () => {
  expect(() => scale(Number.NaN)).toThrow('scale: factor NaN must be a finite number');
});
