import { describe, expect, it } from 'vitest';
import { normalOf, permutationOf, truncatedNormalOf, uniformOf } from './distributions.js';

describe('distributions on the host', () => {
  it('gives single-precision numbers', () => {
    for (const values of [uniformOf([1, 2], 50, -3, 3), normalOf([1, 2], 50), truncatedNormalOf([1, 2], 50, -1, 1)]) {
      expect(values).toBeInstanceOf(Float32Array);
      expect(new Set(values).size).toBeGreaterThan(45);
    }
  });

  it('draws nothing when asked for nothing', () => {
    expect(uniformOf([1, 2], 0, 0, 1).length).toBe(0);
    expect(normalOf([1, 2], 0).length).toBe(0);
    expect([...permutationOf([1, 2], 0)]).toEqual([]);
  });

  it('is finite over many draws', () => {
    expect(normalOf([0, 9], 200_000).every(Number.isFinite)).toBe(true);
  });
});
