import { key } from '@saddlepoint/tensor';
import { expect } from 'vitest';
import type { Initializer } from '../src/initializer.js';

/** Distribution function of the standard normal: Simpson's rule on its density. */
export function normalCdf(x: number): number {
  const steps = 400;
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const z = (x * i) / steps;
    sum += (i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2) * Math.exp((-z * z) / 2);
  }
  return 0.5 + (sum * x) / (steps * 3 * Math.sqrt(2 * Math.PI));
}

/** Distribution function of a uniform variable. */
export const uniformCdf =
  (min: number, max: number) =>
  (x: number): number =>
    Math.min(1, Math.max(0, (x - min) / (max - min)));

/** The largest distance between the empirical distribution function of `draws` and `cdf`. */
export function distance(draws: ArrayLike<number>, cdf: (x: number) => number): number {
  const sorted = Float64Array.from(draws).sort();
  const n = sorted.length;
  return sorted.reduce((most, x, i) => {
    const p = cdf(x);
    return Math.max(most, p - i / n, (i + 1) / n - p);
  }, 0);
}

/** Kolmogorov–Smirnov at a level of 1e-3 on the draws of a [400, 50] parameter. */
export async function expectDistribution(initializer: Initializer, cdf: (x: number) => number): Promise<void> {
  const draws = await initializer(key(11), [400, 50]).data();
  expect(distance(draws, cdf)).toBeLessThan(1.95 / Math.sqrt(draws.length));
}
