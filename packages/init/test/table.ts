import { key, normal, type Shape, uniform } from '@saddlepoint/tensor';
import { expect } from 'vitest';
import type { Initializer } from '../src/initializer.js';

/** The standard deviation by which an initialiser scales the standard normal, which must be one number; in single precision. */
export async function expectNormalScale(initializer: Initializer, shape: Shape, std: number): Promise<void> {
  const [x, z] = [await initializer(key(5), shape).data(), await normal(key(5), shape).data()];
  x.forEach((value, i) => {
    expect(Math.abs(value / z[i]! / std - 1)).toBeLessThan(2e-7);
  });
}

/** That an initialiser draws from U(±√3 std) and nothing else; in single precision, as uniform numbers are. */
export async function expectUniformScale(initializer: Initializer, shape: Shape, std: number): Promise<void> {
  const bound = Math.sqrt(3) * std;
  const x = await initializer(key(5), shape).data();
  const u = await uniform(key(5), shape, { min: -1, max: 1 }).data();
  x.forEach((value, i) => {
    expect(Math.abs(value - bound * u[i]!)).toBeLessThan(3e-7 * bound);
  });
}
