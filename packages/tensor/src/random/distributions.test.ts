import { describe, expect, it } from 'vitest';
import { normalOf, permutationOf, truncatedNormalOf, uniformOf } from './distributions.js';

const standard = { mean: 0, std: 1 };

describe('distributions on the host', () => {
  it('gives single-precision numbers', () => {
    for (const values of [
      uniformOf([1, 2], 50, -3, 3),
      normalOf([1, 2], 50, standard),
      truncatedNormalOf([1, 2], 50, -1, 1, standard),
    ]) {
      expect(values).toBeInstanceOf(Float32Array);
      expect(new Set(values).size).toBeGreaterThan(45);
    }
  });

  it('draws nothing when asked for nothing', () => {
    expect(uniformOf([1, 2], 0, 0, 1).length).toBe(0);
    expect(normalOf([1, 2], 0, standard).length).toBe(0);
    expect([...permutationOf([1, 2], 0)]).toEqual([]);
  });

  it('is finite over many draws', () => {
    expect(normalOf([0, 9], 200_000, standard).every(Number.isFinite)).toBe(true);
  });

  it('scales and shifts in single precision, where the numbers are drawn', () => {
    const [z, x] = [normalOf([1, 2], 100, standard), normalOf([1, 2], 100, { mean: 0.3, std: 0.1 })];
    const { fround } = Math;
    expect([...x]).toEqual(Array.from(z, (value) => fround(fround(value * fround(0.1)) + fround(0.3))));
    const cut = truncatedNormalOf([1, 2], 1000, -1, 2, { mean: 5, std: 10 });
    expect(Math.min(...cut)).toBeGreaterThanOrEqual(-5);
    expect(Math.max(...cut)).toBeLessThanOrEqual(25);
    expect(Math.max(...cut)).toBeGreaterThan(15);
  });
});
