import { key } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { cutCdf, expectDistribution } from '../test/distribution.js';
import { fixture } from '../test/fixture.js';
import { truncatedMoments, truncatedNormal } from './truncated-normal.js';

test.each(fixture.truncated)('moments on ($lower, $upper) as in SciPy', ({ lower, upper, mean, std }) => {
  const moments = truncatedMoments(lower, upper);
  expect(moments.mean).toBeCloseTo(mean, 9);
  expect(moments.std).toBeCloseTo(std, 9);
});

test('draws from a normal without tails', async () => {
  await expectDistribution(truncatedNormal(), cutCdf(-2, 2));
  await expectDistribution(truncatedNormal({ mean: 1, std: 3, lower: -1, upper: 0.5 }), (x) =>
    cutCdf(-1, 0.5)((x - 1) / 3),
  );
  const draws = await truncatedNormal({ std: 0.1 })(key(1), [20_000]).data();
  expect(Math.max(...draws.map(Math.abs))).toBeLessThanOrEqual(0.2 + 1e-7);
});

test('corrected, the result has the mean and standard deviation asked for', async () => {
  await expectDistribution(truncatedNormal({ corrected: true }), (x) => cutCdf(-2, 2)(x * 0.8796256610342398));
  for (const [lower, upper] of [
    [-2, 2],
    [-0.5, 3],
  ]) {
    const draws = Array.from(
      await truncatedNormal({ mean: 5, std: 2, lower, upper, corrected: true })(key(2), [40_000]).data(),
    );
    const mean = draws.reduce((a, b) => a + b, 0) / draws.length;
    const std = Math.sqrt(draws.reduce((a, b) => a + (b - mean) ** 2, 0) / draws.length);
    expect(Math.abs(mean - 5)).toBeLessThan(0.04);
    expect(Math.abs(std - 2)).toBeLessThan(0.03);
  }
});

test('wrong options are errors', () => {
  expect(() => truncatedNormal({ lower: 1, upper: 1 })).toThrow('truncatedNormal: lower 1 must be less than upper 1');
  expect(() => truncatedNormal({ std: -1 })).toThrow('truncatedNormal: std -1 must be a finite number above 0');
  expect(() => truncatedNormal({ a: 1 } as object)).toThrow("unknown option 'a'");
});
