import { readFileSync } from 'node:fs';
import { tfjs } from '@saddlepoint/backend-tfjs';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { expect, test } from 'vitest';
import { initializersFigure } from './initializers-figure.js';

test("tfjs's normals make a deep network's signal vanish, and the figure shows it", async () => {
  const { theirs, ours } = initializersFigure(await tfjs(tf, { engine: 'wasm' }));
  expect(theirs.at(-1)!).toBeLessThan(0.03);
  expect(ours.at(-1)!).toBeGreaterThan(0.4);
  expect(ours.at(-1)!).toBeLessThan(2.5);
  const drawn = readFileSync(new URL('../../../docs/tfjs-initializers.svg', import.meta.url), 'utf8');
  expect(drawn).toContain('tfjs heNormal');
});
