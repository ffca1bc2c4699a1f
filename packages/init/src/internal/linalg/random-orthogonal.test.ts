import { key, normal } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { randomOrthogonal } from './random-orthogonal.js';

test('the same with SIMD and without, to the last bit', async () => {
  const draws = (await normal(key(3), [70 * 90]).data()) as Float32Array;
  expect(randomOrthogonal(draws, 70, 90)).toEqual(randomOrthogonal(draws, 70, 90, false));
});

test('the Q of a QR decomposition starts with the first vector', async () => {
  const draws = (await normal(key(4), [3 * 5]).data()) as Float32Array;
  const q = randomOrthogonal(draws, 3, 5);
  const norm = Math.hypot(...draws.slice(0, 5));
  for (let i = 0; i < 5; i++) expect(q[i]).toBeCloseTo(draws[i]! / norm, 6);
});
