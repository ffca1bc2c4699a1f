import { expect, test } from 'vitest';
import { smooth } from './smooth.js';

test('weights recent values more and has no bias at the start', () => {
  expect([...smooth([4, 4, 4], 0.9)].map((y) => y.toFixed(12))).toEqual([
    '4.000000000000',
    '4.000000000000',
    '4.000000000000',
  ]);
  const [a, b] = smooth([1, 2], 0.5);
  expect(a).toBe(1);
  // (0.25 · 1 + 0.5 · 2) / 0.75
  expect(b).toBeCloseTo(5 / 3, 12);
  expect([...smooth([3, 1, 2], 0)]).toEqual([3, 1, 2]);
});

test('gaps stay gaps', () => {
  const out = smooth([1, Number.NaN, Number.POSITIVE_INFINITY, 2], 0.5);
  expect([out[1], out[2]]).toEqual([Number.NaN, Number.NaN]);
  expect(out[3]).toBeCloseTo(5 / 3, 12);
});

test.each([-0.1, 1, Number.NaN])('refuses factor %d', (factor) => {
  expect(() => smooth([1], factor)).toThrow(/smooth: factor .* must be from 0 to below 1/);
});
