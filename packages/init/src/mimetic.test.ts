import { key, matmul, normal, split, type Tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { models } from '../test/models.js';
import { singularValues } from './analysis/spectrum.js';
import { mimetic } from './mimetic.js';

const width = 24;
const rows = (x: Tensor, start: number, end: number) => x.slice({ axis: 0, start, end });
const expected = async (k: Tensor, noise: number, identity: number) =>
  Array.from(
    await normal(k, [width, width]).data(),
    (z, i) => (noise * z) / Math.sqrt(width) + (i % (width + 1) === 0 ? identity : 0),
  );
const expectClose = (got: ArrayLike<number>, wanted: readonly number[]) => {
  wanted.forEach((x, i) => {
    expect(Math.abs(got[i]! - x)).toBeLessThan(2e-6);
  });
};

test('with one head both products are noise and the identity', async () => {
  const { qkv, out } = mimetic(key(1), width, 1, { queryKey: [0.5, 2] });
  const keys = split(key(1), 2);
  const scores = matmul(rows(qkv, 0, width), rows(qkv, width, 2 * width), { transposeA: true });
  expectClose(await scores.data(), await expected(keys[0], 0.5, 2));
  const values = matmul(rows(qkv, 2 * width, 3 * width), out, { transposeA: true, transposeB: true });
  expectClose(await values.data(), await expected(keys[1], 0.4, -0.4));
});

test('a head of several keeps the largest singular values', async () => {
  const { qkv } = mimetic(key(1), width, 4);
  const [q, k] = [rows(qkv, 6, 12), rows(qkv, width + 6, width + 12)];
  const kept = await singularValues(matmul(q, k, { transposeA: true }));
  const [, second] = split(key(1), 5);
  const whole = await singularValues(normal(second, [width, width]).mul(0.7 / Math.sqrt(width)));
  expect(kept.filter((s) => s > 1e-5)).toHaveLength(6);
  expect(kept[0]!).toBeGreaterThan(whole[0]! - 0.7);
  expect(kept[0]!).toBeLessThan(whole[0]! + 0.7);
});

test('every head, and the values, as NumPy factors what JAX draws', async () => {
  const { seed, width, heads, scores, values } = models.mimetic;
  const { qkv, out } = mimetic(key(seed), width, heads);
  const size = width / heads;
  for (const [head, wanted] of scores.entries()) {
    const [q, k] = [0, width].map((start) => rows(qkv, start + head * size, start + (head + 1) * size));
    expectClose(await matmul(q!, k!, { transposeA: true }).data(), wanted.flat());
  }
  const product = matmul(rows(qkv, 2 * width, 3 * width), out, { transposeA: true, transposeB: true });
  expectClose(await product.data(), values.flat());
});

test('wrong arguments are errors', () => {
  expect(() => mimetic(key(0), 10, 3)).toThrow('mimetic: 3 heads do not divide width 10');
  expect(() => mimetic(key(0), 10, 0)).toThrow('mimetic: heads 0 must be a whole number from 1 up');
  expect(() => mimetic(key(0), 4, 2, { queryKey: [1] as never })).toThrow(
    'mimetic: queryKey must be [noise, identity]',
  );
  expect(() => mimetic(key(0), 4, 2, { alpha: 1 } as object)).toThrow("mimetic: unknown option 'alpha'");
});
