import { expect, test } from 'vitest';
import { median, quantile, ratio } from './statistics.js';

test('median of even and odd counts', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
});

test('quantiles interpolate', () => {
  expect(quantile([0, 10], 0.25)).toBe(2.5);
  expect(() => quantile([], 0.5)).toThrow('no samples');
});

test('ratio of medians with its spread over rounds', () => {
  expect(
    ratio(
      [
        [2, 2],
        [6, 6],
      ],
      [
        [4, 4],
        [4, 4],
      ],
    ),
  ).toEqual({ ratio: 1, low: 0.5, high: 1.5 });
});
