import { expect, test } from 'vitest';
import { doubling, halving, periodOf, sym6 } from './wavelet.js';

test('the filter has sum 1, and is orthogonal to itself moved by 2, 4, …', () => {
  expect(sym6.reduce((a, b) => a + b)).toBeCloseTo(1, 11);
  for (let by = 0; by < 12; by += 2) {
    const product = sym6.slice(by).reduce((sum, tap, k) => sum + tap * sym6[k]!, 0);
    expect(product).toBeCloseTo(by === 0 ? 0.5 : 0, 11);
  }
});

test.each([1, 2, 3, 7, 20])('what was doubled is halved to what it was: %d pixels', (size) => {
  const [wide, narrow] = [doubling(size), halving(size)];
  expect([wide.length, narrow[0]!.length]).toEqual([2 * periodOf(size), 2 * (size + 6)]);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      // The halving begins six steps before the image.
      const entry = narrow[i]!.reduce((sum, w, k) => sum + w * wide[(k - 6 + 12 * wide.length) % wide.length]![j]!, 0);
      expect(entry).toBeCloseTo(i === j ? 1 : 0, 11);
    }
  }
});
