import { tensor, zeros } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import type { OptimizerState } from '../transform.js';
import { addNoise } from './add-noise.js';

const grads = { a: zeros([5000]), b: zeros([5000]) };
const options = { eta: 0.25, gamma: 1, seed: 3 };
const at = (step: number): OptimizerState => ({ step: tensor(step, { dtype: 'int32' }) });
const noise = async (step: number, g: { a: typeof grads.a; b: typeof grads.b } = grads) => {
  const { updates } = addNoise(options).update(g, at(step), g);
  return { a: await updates.a.data(), b: await updates.b.data() };
};
const meanOf = (x: ArrayLike<number>, f: (v: number) => number) =>
  Array.from(x, f).reduce((p, q) => p + q, 0) / x.length;

test('normal, with a variance of η / (1 + t)^γ', async () => {
  for (const step of [0, 3, 24]) {
    const { a } = await noise(step);
    const variance = 0.25 / (1 + step);
    expect(Math.abs(meanOf(a, (v) => v))).toBeLessThan(5 * Math.sqrt(variance / 5000));
    expect(meanOf(a, (v) => v * v) / variance).toBeCloseTo(1, 1);
    expect(meanOf(a, (v) => v ** 4) / variance ** 2 / 3).toBeCloseTo(1, 0);
  }
});

test('other noise for every step and parameter; none of it depends on the order', async () => {
  const [first, again, later] = [await noise(0), await noise(0, { b: grads.b, a: grads.a }), await noise(1)];
  expect(again).toEqual(first);
  const correlation = (x: ArrayLike<number>, y: ArrayLike<number>) =>
    Array.from(x).reduce((s, v, i) => s + v * y[i]!, 0) / 5000;
  expect(Math.abs(correlation(first.a, first.b))).toBeLessThan(0.02);
  expect(Math.abs(correlation(first.a, later.a))).toBeLessThan(0.02);
});

test('it is added to the gradient, and steps are counted', async () => {
  const transform = addNoise({ ...options, eta: 0 });
  const { updates, state } = transform.update([tensor([1, 2])], transform.init([tensor([0, 0])]), [tensor([0, 0])]);
  expect(Array.from(await updates[0]!.data())).toEqual([1, 2]);
  expect(await (state.step as ReturnType<typeof tensor>).item()).toBe(1);
});

test('wrong options are errors', () => {
  expect(() => addNoise({ ...options, eta: -1 })).toThrow('addNoise: eta -1 must be');
  expect(() => addNoise({ ...options, gamma: Number.NaN })).toThrow('gamma NaN must be');
  expect(() => addNoise({ ...options, seed: 0.5 })).toThrow('seed 0.5 must be');
});
