import { tfjs } from '@saddlepoint/backend-tfjs';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { expect, test } from 'vitest';
import { fineTune } from './fine-tune.js';

test('a new head learns shapes, with plain tfjs and with Saddlepoint', { timeout: 120_000 }, async () => {
  const backend = await tfjs(tf, { engine: 'wasm' });
  const results = await fineTune(backend, { train: 30, test: 15, epochs: 12 });
  expect(results.map(({ name }) => name)).toEqual(['plain tfjs', 'with Saddlepoint']);
  for (const { losses, accuracy } of results) {
    expect(losses).toHaveLength(12);
    expect(losses.at(-1)!).toBeLessThan(losses[0]! / 2);
    expect(accuracy).toBeGreaterThan(0.4);
  }
});
