import { describe, expect, it } from 'vitest';
import { difference } from './compare.js';

const loose = { tolerance: 1e-3, strict: false };
const strict = { tolerance: 1e-3, strict: true };

describe('difference', () => {
  it('accepts errors up to the tolerance times the largest element', () => {
    expect(difference([1000.9, 0.9], [1000, 0], loose)).toBeUndefined();
    expect(difference([1001.1], [1000], loose)).toMatch(/element 0 is 1001.1, expected 1000 \(relative error 1.1e-3/);
  });

  it('measures small results against 1', () => {
    expect(difference([0.0009], [0], loose)).toBeUndefined();
    expect(difference([0.0011], [0], loose)).toMatch('element 0');
  });

  it('names the worst element', () => {
    expect(difference([1.1, 3, 2.5], [1, 2, 2], loose)).toMatch('element 1 is 3, expected 2');
  });

  it('takes NaN for NaN only, and infinities for themselves', () => {
    const [nan, inf] = [Number.NaN, Number.POSITIVE_INFINITY];
    expect(difference([nan, inf, -inf], [nan, inf, -inf], loose)).toBeUndefined();
    expect(difference([nan, inf, -inf], [nan, inf, -inf], strict)).toBeUndefined();
    for (const [a, e] of [
      [nan, 1],
      [1, nan],
      [inf, -inf],
      [inf, nan],
      [1e30, inf],
      [inf, 1e30],
    ] as const) {
      expect(difference([a], [e], loose), `${a} ${e}`).toBeDefined();
      expect(difference([a], [e], strict), `${a} ${e}`).toBeDefined();
    }
  });

  it('is relative to each element, and minds the sign of zero, when strict', () => {
    expect(difference([1e-8, 1], [1.0001e-8, 1], strict)).toBeUndefined();
    expect(difference([2e-8, 1], [1e-8, 1], strict)).toMatch('element 0');
    expect(difference([2e-8, 1], [1e-8, 1], loose)).toBeUndefined();
    expect(difference([0], [-0], strict)).toMatch('element 0 is 0, expected -0');
    expect(difference([0], [-0], loose)).toBeUndefined();
  });

  it('counts elements', () => {
    expect(difference([1], [1, 2], loose)).toBe('1 elements instead of 2');
  });

  it('allows nothing at tolerance 0', () => {
    expect(difference([5], [5], { tolerance: 0, strict: false })).toBeUndefined();
    expect(difference([5], [6], { tolerance: 0, strict: false })).toMatch('element 0 is 5, expected 6');
  });
});
