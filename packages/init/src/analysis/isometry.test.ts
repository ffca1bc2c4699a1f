import { key, matmul, normal, split, type Tensor, tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { lecunNormal } from '../lecun-normal.js';
import { orthogonal } from '../orthogonal.js';
import { isometry } from './isometry.js';

const linear = (weights: Tensor[]) => (x: Tensor) => weights.reduce((h, w) => matmul(h, w, { transposeB: true }), x);
const x = normal(key(2), [1, 24]);

test('deep linear networks: orthogonal ones are isometric, Gaussian ones only on average', async () => {
  const weights = (make: ReturnType<typeof orthogonal>) => split(key(1), 20).map((k) => make(k, [24, 24]));
  const good = await isometry(linear(weights(orthogonal())), x);
  expect(good.isometric).toBe(true);
  expect(good.meanSquare).toBeCloseTo(1, 4);
  const poor = await isometry(linear(weights(lecunNormal())), x);
  expect(poor.isometric).toBe(false);
  expect(poor.conditionNumber).toBeGreaterThan(1e4);
});

test('the Jacobian of a known function', async () => {
  const found = await isometry((h) => h.square(), tensor([[1, 2, 3]]));
  expect(Array.from(found.singularValues, Math.round)).toEqual([6, 4, 2]);
  expect(found.meanSquare).toBeCloseTo((36 + 16 + 4) / 3, 5);
  expect((await isometry((h) => h.square(), tensor([[0.5, 0.52]]))).isometric).toBe(true);
  expect((await isometry((h) => h.square(), tensor([[0.5, 0.52]]), { tolerance: 0.01 })).isometric).toBe(false);
});

test('wrong arguments are errors', async () => {
  await expect(isometry((h) => h, normal(key(0), [2, 3]))).rejects.toThrow(
    'isometry: x [2, 3] must be one input as a batch, [1, ...]',
  );
  await expect(isometry((h) => h, x, { tolerance: 0 })).rejects.toThrow('isometry: tolerance 0 must be');
  await expect(isometry((h) => h, x, { eps: 0 } as object)).rejects.toThrow("isometry: unknown option 'eps'");
});
