import { reference } from '@saddlepoint/tensor';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { describe, expect, test } from 'vitest';
import { gradientPenalty, trainConvNet } from '../test/training.js';
import { tfjs } from './tfjs.js';

describe.each(['cpu', 'wasm'])('on %s', (engine) => {
  test('a small convolutional network learns as on the reference backend', async () => {
    const backend = await tfjs(tf, { engine });
    const before = tf.memory().numTensors;
    const losses = await trainConvNet(backend);
    expect(tf.memory().numTensors).toBe(before);
    const expected = await trainConvNet(reference());
    expect(expected.at(-1)).toBeLessThan(0.7 * expected[0]!);
    losses.forEach((loss, i) => {
      expect(Math.abs(loss - expected[i]!)).toBeLessThan(2e-5);
    });
  });

  test('the derivative of a gradient penalty is that of the reference backend', async () => {
    const found = await gradientPenalty(await tfjs(tf, { engine }));
    const expected = await gradientPenalty(reference());
    expect(found.length).toBe(4);
    found.forEach((array, i) => {
      const scale = Math.max(...expected[i]!.map(Math.abs));
      expect(scale).toBeGreaterThan(1e-3);
      array.forEach((v, k) => {
        expect(Math.abs(v - expected[i]![k]!) / scale).toBeLessThan(1e-5);
      });
    });
  });
});
