import { compile, reference, type Tensor, tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { scaleByLearningRate } from './scale-by-learning-rate.js';
import type { Extras } from './transform.js';

const g = { w: tensor([1, -2]) };
const scaled = async (rate: number | undefined, extras?: Extras) => {
  const { updates } = scaleByLearningRate(rate === undefined ? {} : { learningRate: rate }).update(g, {}, g, extras);
  return Array.from(await updates.w.data());
};

test('times −learningRate; that of the step wins', async () => {
  expect(await scaled(0.5)).toEqual([-0.5, 1]);
  expect(await scaled(0.5, { learningRate: 2 })).toEqual([-2, 4]);
  expect(await scaled(undefined, { learningRate: tensor(4) })).toEqual([-4, 8]);
});

test('a rate passed as an argument compiles once', async () => {
  let traced = 0;
  const step = compile(reference(), (grads: { w: Tensor }, learningRate: Tensor) => {
    traced++;
    return scaleByLearningRate().update(grads, {}, grads, { learningRate }).updates;
  });
  expect(Array.from(await (await step(g, 0.25)).w.data())).toEqual([-0.25, 0.5]);
  expect(Array.from(await (await step(g, 0.5)).w.data())).toEqual([-0.5, 1]);
  expect(traced).toBe(1);
});

test('wrong rates are errors', async () => {
  await expect(scaled(undefined)).rejects.toThrow('scaleByLearningRate: no learning rate; give { learningRate }');
  await expect(scaled(-1)).rejects.toThrow('learningRate -1 must be a finite number from 0 up');
  await expect(scaled(1, { learningRate: Number.NaN })).rejects.toThrow('learningRate NaN must be');
  await expect(scaled(1, { learningRate: tensor([1]) })).rejects.toThrow('learningRate must be a scalar, got [1]');
});
