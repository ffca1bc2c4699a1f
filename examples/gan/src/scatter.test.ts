import { expect, test } from 'vitest';
import { mixtures } from './mixtures.js';
import { scatter } from './scatter.js';

test('discs at the modes, dots at the points, up is up', () => {
  const { pixels, width, height, caption } = scatter([0, 2, 100, 0], mixtures.grid, ['a']);
  const count = (value: number) => Array.from(pixels).filter((p) => p === value).length;
  expect([width, height, caption]).toEqual([176, 176, ['a']]);
  expect(count(0)).toBe(1);
  // 25 discs of radius 5.5, a little smaller for being made of pixels.
  expect(count(205) / (25 * Math.PI * 5.5 ** 2)).toBeCloseTo(0.95, 1);
  const dot = Array.from(pixels).indexOf(0);
  expect(dot % 176).toBe(88);
  expect(Math.floor(dot / 176)).toBeLessThan(30);
});
