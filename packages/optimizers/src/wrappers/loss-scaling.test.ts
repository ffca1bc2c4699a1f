import { readFileSync } from 'node:fs';
import { compile, mul, reference, type Tensor, tensor, valueAndGrad } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { spoil } from '../../test/spoil.js';
import { expectTrajectory } from '../../test/trajectory.js';
import { adam } from '../adam.js';
import { applyUpdates } from '../apply-updates.js';
import { sgd } from '../sgd.js';
import type { OptimizerState, Transform } from '../transform.js';
import { lossScaleOf, lossScaling } from './loss-scaling.js';

const { scales } = JSON.parse(readFileSync(new URL('../fixtures/wrappers.json', import.meta.url), 'utf8')) as {
  scales: number[];
};

/** What the gradient of a scaled loss is, with overflow at some steps. */
const scaled = (inner: Transform): Transform => ({
  ...inner,
  update(grads, state, params, extras) {
    const scale = lossScaleOf(state);
    const large = Object.entries(grads as object).map(([name, g]) => [
      name,
      'shape' in g ? mul(g, scale) : Object.fromEntries(Object.entries<Tensor>(g).map(([k, x]) => [k, mul(x, scale)])),
    ]);
    return inner.update(Object.fromEntries(large), state, params, extras);
  },
});

test("PyTorch's scaler: the same parameters and scales", async () => {
  const options = { initialScale: 1024, growthInterval: 7 };
  const optimizer = lossScaling(adam({ learningRate: 0.01 }), options);
  await expectTrajectory('scaler', spoil(scaled(optimizer)));
  let state: OptimizerState = optimizer.init({ scale: tensor(1) });
  const got: number[] = [];
  for (let t = 1; t <= 50; t++) {
    const g = tensor([3, 4, 5, 20].includes(t) ? Number.POSITIVE_INFINITY : 1, { allowNonFinite: true });
    state = optimizer.update({ scale: g }, state, { scale: tensor(1) }).state;
    got.push(await lossScaleOf(state).item());
  }
  expect(got).toEqual(scales);
});

test('half precision: a loss that overflows at first is trained all the same', async () => {
  const optimizer = lossScaling(sgd({ learningRate: 0.1 }));
  const step = compile(reference(), (params: { w: Tensor }, state: OptimizerState) => {
    const scaledLoss = (p: { w: Tensor }) => mul(p.w.sub(3).square().sum().cast('float32'), lossScaleOf(state));
    const [, grads] = valueAndGrad(scaledLoss)(params);
    const result = optimizer.update(grads, state, params);
    return { params: applyUpdates(params, result.updates), state: result.state };
  });
  let params = { w: tensor([1, -2], { dtype: 'float16' }) };
  let state = optimizer.init(params);
  for (let t = 0; t < 40; t++) ({ params, state } = await step(params, state));
  expect(await lossScaleOf(state).item()).toBeLessThan(2 ** 16);
  for (const w of await params.w.data()) expect(w).toBeCloseTo(3, 1);
});

test('wrong options and states are errors', () => {
  expect(() => lossScaling(sgd(), { growthFactor: 1 })).toThrow('growthFactor 1 must be above 1');
  expect(() => lossScaling(sgd(), { backoffFactor: 1 })).toThrow('backoffFactor 1 below 1');
  expect(() => lossScaling(sgd(), { growthInterval: 0 })).toThrow('growthInterval 0 must be');
  expect(() => lossScaling(sgd(), { initialScale: 0 })).toThrow('initialScale 0 must be');
  expect(() => lossScaleOf({})).toThrow(
    "lossScaleOf: the state has no 'scale' (it has nothing); give it the state of lossScaling itself, which belongs outermost",
  );
});
