import { onnxruntime } from '@saddlepoint/backend-onnxruntime';
import type { Backend } from '@saddlepoint/tensor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mixtures } from './mixtures.js';
import { trainOnPlane } from './plane.js';
import { tasks } from './tasks.js';

let backend: Backend;
beforeAll(async () => {
  backend = await onnxruntime({ threads: 1 });
});
afterAll(() => backend.dispose());

test('a small budget: R1 with two time scales covers the ring, the plain game does not', {
  timeout: 120_000,
}, async () => {
  const { minimax, ttur } = tasks.ring.methods;
  const options = { steps: 500, seed: 1 };
  const plain = await trainOnPlane(backend, mixtures.ring, minimax, options);
  const held = await trainOnPlane(backend, mixtures.ring, ttur, options);
  expect(held.history.at(-1)!.modes).toBeGreaterThanOrEqual(7);
  expect(held.history.at(-1)!.quality).toBeGreaterThan(0.15);
  expect(plain.history.at(-1)!.modes).toBeLessThan(4);
  expect(held.balance.gap).toHaveLength(500);
});
