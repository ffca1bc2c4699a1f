import { key } from '@saddlepoint/tensor';
import { expect } from 'vitest';
import type { Initializer } from '../src/initializer.js';

/** Distribution function of the standard normal: Marsaglia's series x + x³/3 + x⁵/15 + … times the density. */
export function normalCdf(x: number): number {
  if (Math.abs(x) > 8) return x > 0 ? 1 : 0;
  let [sum, term] = [x, x];
  for (let k = 3; Math.abs(term) > 1e-17 * Math.abs(sum); k += 2) {
    term *= (x * x) / k;
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

/** Distribution function of the standard normal restricted to (lower, upper). */
export function cutCdf(lower: number, upper: number): (z: number) => number {
  const [low, high] = [normalCdf(lower), normalCdf(upper)];
  return (z) => Math.min(1, Math.max(0, (normalCdf(z) - low) / (high - low)));
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

/** The probability that as many draws from `cdf` itself lie farther from it: Kolmogorov's law, as Stephens corrects it. */
export function chanceOf(draws: ArrayLike<number>, cdf: (x: number) => number): number {
  const root = Math.sqrt(draws.length);
  const z = (root + 0.12 + 0.11 / root) * distance(draws, cdf);
  let p = 0;
  for (let k = 1; k <= 100; k++) p += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * z * z);
  return z < 0.2 ? 1 : p;
}

/** Kolmogorov–Smirnov at a level of 1e-3 on the draws of a [400, 50] parameter. */
export async function expectDistribution(initializer: Initializer, cdf: (x: number) => number): Promise<void> {
  const draws = await initializer(key(11), [400, 50]).data();
  expect(distance(draws, cdf)).toBeLessThan(1.95 / Math.sqrt(draws.length));
}
