import { expect } from 'vitest';
import type { TfNamespace } from '../src/node-binding.js';

/** Runs `fn` twice, once to compile, and expects as many tensors and bytes after the second run as before. */
export async function expectNoLeaks(tf: TfNamespace, fn: () => unknown): Promise<void> {
  await fn();
  const { numTensors, numBytes } = tf.memory();
  await fn();
  expect(tf.memory().numTensors).toBe(numTensors);
  expect(tf.memory().numBytes).toBe(numBytes);
}
