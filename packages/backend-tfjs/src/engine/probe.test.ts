import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { traitsOf } from './traits.js';

const original = tf.getKernel('Exp', 'wasm');
const replace = (config: typeof original) => {
  tf.unregisterKernel('Exp', 'wasm');
  tf.registerKernel(config);
};
beforeAll(() => replace({ ...original, kernelFunc: tf.getKernel('Neg', 'wasm').kernelFunc }));
afterAll(() => replace(original));

test('kernels that give wrong numbers are found out, and no tensor is left behind', async () => {
  await tf.setBackend('wasm');
  const { numTensors } = tf.memory();
  const wasm = await traitsOf(tf);
  expect(['Exp', 'Maximum', 'Sign'].map((kernel) => wasm.isRight(kernel))).toEqual([false, false, false]);
  expect(['Multiply', 'Cumsum', 'Max'].map((kernel) => wasm.isRight(kernel))).toEqual([true, true, true]);
  expect(tf.memory().numTensors).toBe(numTensors);
});

test('each engine is looked at for itself', async () => {
  await tf.setBackend('cpu');
  const cpu = await traitsOf(tf);
  expect([cpu.isRight('Exp'), cpu.isRight('Maximum'), cpu.isRight('Pow')]).toEqual([true, true, false]);
  expect([cpu.has('Conv2DBackpropFilter'), cpu.has('NoSuchKernel')]).toEqual([true, false]);
});
