import { decodeHalf, encodeHalf, type Tensor, trace, zeros } from '@saddlepoint/tensor';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { expect, test } from 'vitest';
import { tfjs } from '../tfjs.js';

test.each(['cpu', 'wasm'])('rounding to halves on %s is exact: ties, subnormals, overflow, signs', async (engine) => {
  // Every half, the point between it and the next one, and the floats on both sides of that point.
  const values = new Float32Array(4 * 0x7c00 * 2);
  const bits = new Uint32Array(values.buffer);
  for (let h = 0, i = 0; h < 0x7c00; h++) {
    const [low, high] = decodeHalf([h, h + 1]) as unknown as [number, number];
    const tie = Number.isFinite(high) ? (low + high) / 2 : 65520;
    for (const sign of [1, -1]) {
      values.set([sign * low, sign * tie, sign * tie, sign * tie], i);
      bits[i + 2]!--;
      bits[i + 3]!++;
      i += 4;
    }
  }
  const backend = await tfjs(tf, { engine });
  const executable = await backend.compile(trace((x: Tensor) => x.cast('float16'), zeros([values.length])));
  const x = backend.upload(values, [values.length], 'float32');
  const [y] = await executable.run([x], [false]);
  const found = await y!.read();
  const expected = decodeHalf(encodeHalf(values));
  let wrong = 0;
  for (let i = 0; i < found.length; i++) if (found[i] !== expected[i]) wrong++;
  expect(wrong).toBe(0);
  for (const buffer of [x, y!]) buffer.dispose();
  await executable.dispose();
});
