import { key } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { rezero } from './rezero.js';

test('a multiplier starts at 0', async () => {
  expect(await rezero()(key(0), []).item()).toBe(0);
  expect(await rezero()(key(0), [1]).item()).toBe(0);
});

test('weights are refused', () => {
  expect(() => rezero()(key(0), [4, 4])).toThrow("rezero: shape [4, 4] must hold one number, the branch's multiplier");
});
