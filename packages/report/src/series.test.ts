import { expect, test } from 'vitest';
import { checkRange, lineOf, rangeOf } from './series.js';

test('fills in what a series leaves open', () => {
  const line = lineOf({ name: 'a', y: Float32Array.of(1, Number.POSITIVE_INFINITY) }, 7, 0.5, 'linear', 'linear');
  expect(line).toEqual({
    name: 'a',
    x: [0, 1],
    y: [1, Number.NaN],
    band: [],
    smoothing: 0.5,
    stroke: 'var(--c1)',
    dash: undefined,
  });
  expect(lineOf({ name: 'a', y: [1], smoothing: 0, colour: 2 }, 0, 0.5, 'linear', 'log')).toMatchObject({
    smoothing: 0,
    stroke: 'var(--c2)',
  });
});

test('ranges have a margin and are never empty', () => {
  const [low, high] = rangeOf([[0, Number.NaN], [10]], 0.04, 'linear');
  expect([low, high]).toEqual([-0.4, 10.4]);
  expect(rangeOf([[4, 4]], 0.04, 'linear')).toEqual([2, 6]);
  expect(rangeOf([[0]], 0.04, 'linear')).toEqual([-1, 1]);
  expect(rangeOf([[4]], 0.04, 'log')).toEqual([2, 8]);
  expect(rangeOf([[1, 100]], 0.5, 'log').map((x) => Number(x.toFixed(9)))).toEqual([0.1, 1000]);
});

test('ranges that are given must ascend, and be positive on a log axis', () => {
  expect(checkRange([-1, 1], 'linear')).toEqual([-1, 1]);
  expect(() => checkRange([1, 1], 'linear')).toThrow(/yRange \[1, 1\] must ascend, and be finite/);
  expect(() => checkRange([0, 1], 'log')).toThrow(/finite and above 0/);
});
