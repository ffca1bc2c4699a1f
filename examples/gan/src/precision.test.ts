import { onnxruntime } from '@saddlepoint/backend-onnxruntime';
import { mnist } from '@saddlepoint/data/node';
import { expect, test } from 'vitest';
import { comparePrecisions } from './precision.js';

test('mixed precision follows float32, its scale included', { timeout: 120_000 }, async () => {
  const backend = await onnxruntime({ threads: 1 });
  const data = await mnist();
  const { float32, mixed } = await comparePrecisions(backend, data, { steps: 40, seed: 1 });
  await backend.dispose();
  // Not the same numbers: products are rounded to halves.
  expect(mixed.losses[0]).not.toBe(float32.losses[0]);
  expect(mixed.losses[0]! / float32.losses[0]!).toBeCloseTo(1, 2);
  const end = ({ losses }: typeof mixed) => losses.slice(-10).reduce((a, b) => a + b) / 10;
  expect(end(float32)).toBeLessThan(0.6);
  expect(Math.abs(end(mixed) - end(float32))).toBeLessThan(0.1);
  expect(Math.abs(mixed.accuracy - float32.accuracy)).toBeLessThan(0.03);
  expect(new Set(float32.scales)).toEqual(new Set([2 ** 16]));
  expect(mixed.scales.at(-1)).toBeLessThanOrEqual(2 ** 16);
});
