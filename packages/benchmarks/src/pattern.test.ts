import { tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { patternAt } from '../peers/node/pattern.mjs';
import { classes, pattern, startingTree } from './pattern.js';

test('the values that the Python peers compute too', () => {
  // sequence([6], 0) and sequence([2], 10_000) of peers/python/pattern.py
  const expected = [-0.5, -0.495203, -0.484211, -0.467023, -0.443639, -0.41406];
  expect([0, 1, 2, 3, 4, 5].map((k) => Number(patternAt(k).toFixed(6)))).toEqual(expected);
  expect([10_000, 10_001].map((k) => Number(patternAt(k).toFixed(6)))).toEqual([-0.360098, -0.398671]);
});

test('spread evenly, and not repeated from row to row', async () => {
  const x = Array.from(await pattern([100, 100], 1).data());
  const mean = x.reduce((a, b) => a + b) / x.length;
  const variance = x.reduce((a, b) => a + (b - mean) ** 2, 0) / x.length;
  expect(Math.abs(mean)).toBeLessThan(0.02);
  expect(variance).toBeCloseTo(1 / 12, 2);
  expect(new Set(x).size).toBeGreaterThan(3000);
});

test('classes are within their count', async () => {
  const y = await classes([4, 100], 7).data();
  expect(new Set(y)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6]));
});

test('a tree keeps its shapes; matrices are scaled by their inputs, vectors lie around 0.5', async () => {
  const start = startingTree({ weight: tensor([[1, 2, 3, 4]]), bias: tensor([1, 2]) });
  expect(start.weight.shape).toEqual([1, 4]);
  expect(await start.weight.data()).toEqual(Float32Array.of(...[0, 1, 2, 3].map((k) => Math.sqrt(3) * patternAt(k))));
  expect(await start.bias.data()).toEqual(Float32Array.of(...[0, 1].map((k) => 0.5 + 0.1 * patternAt(k))));
});
