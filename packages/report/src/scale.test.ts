import { describe, expect, test } from 'vitest';
import { formatTick, linearTicks, logTicks, scale } from './scale.js';

describe('linearTicks', () => {
  test.each([
    [0, 1, 5, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [0, 1875, 6, [0, 500, 1000, 1500]],
    [0.92, 0.991, 5, [0.92, 0.94, 0.96, 0.98]],
    [-3, 7, 5, [-2, 0, 2, 4, 6]],
    [0, 0.003, 3, [0, 0.001, 0.002, 0.003]],
  ])('%d to %d', (min, max, count, ticks) => {
    expect(linearTicks(min, max, count)).toEqual(ticks);
  });
});

describe('logTicks', () => {
  test.each([
    [0.001, 100, 6, [0.001, 0.01, 0.1, 1, 10, 100]],
    [0.03, 2.3, 6, [0.05, 0.1, 0.2, 0.5, 1, 2]],
    [0.25, 0.85, 6, [0.3, 0.4, 0.5, 0.6, 0.7, 0.8]],
    [1.01, 1.04, 3, [1.01, 1.02, 1.03, 1.04]],
  ])('%d to %d', (min, max, count, ticks) => {
    expect(logTicks(min, max, count)).toEqual(ticks);
  });

  test('thins out when there are very many decades', () => {
    expect(logTicks(1e-30, 1, 5).length).toBeLessThanOrEqual(10);
  });
});

test.each([
  [0, 0.5, '0.0'],
  [0.30000000000000004, 0.1, '0.3'],
  [1500, 500, '1500'],
  [60_000, 10_000, '60\u202f000'],
  [2e6, 1e6, '2e6'],
  [0.05, 0.05, '0.05'],
  [0.00001, 0.00001, '1e-5'],
  [20, 20, '20'],
])('formatTick(%d, %d) is %s', (value, step, text) => {
  expect(formatTick(value, step)).toBe(text);
});

test('positions are affine in the value or in its logarithm', () => {
  const linear = scale('linear', 0, 10, 100, 200, 5);
  expect([0, 5, 10].map(linear.position)).toEqual([100, 150, 200]);
  const log = scale('log', 0.01, 100, 200, 0, 5);
  expect([0.01, 1, 100].map(log.position)).toEqual([200, 100, 0]);
  expect(() => scale('log', 0, 1, 0, 1, 5)).toThrow(/a log axis cannot show 0; its values must be positive/);
});

test('a narrow log axis tells its ticks apart, and powers of ten are exact', () => {
  const texts = (min: number, max: number) => scale('log', min, max, 0, 100, 4).ticks.map(({ text }) => text);
  expect(texts(1.5, 2.4)).toEqual(['1.5', '2.0']);
  expect(new Set(texts(0.93, 1.24)).size).toBe(texts(0.93, 1.24).length);
  expect(texts(1e-26, 1e-20)).toContain('1e-25');
  expect(texts(1, 1000)).toEqual(['1', '10', '100', '1000']);
});
