import { tfjs } from '@saddlepoint/backend-tfjs';
import { reference } from '@saddlepoint/tensor';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { expect, test } from 'vitest';
import { trainOn } from './step.js';

test.each(['cpu', 'wasm'])('the compiled step is the same on %s as in double precision, and learns', async (engine) => {
  const expected = await trainOn(reference());
  expect(expected.at(-1)!).toBeLessThan(0.7 * expected[0]!);
  const backend = await tfjs(tf, { engine });
  const { numTensors } = tf.memory();
  const losses = await trainOn(backend);
  losses.forEach((loss, i) => {
    expect(loss).toBeCloseTo(expected[i]!, 3);
  });
  await backend.dispose();
  expect(tf.memory().numTensors).toBe(numTensors);
});
