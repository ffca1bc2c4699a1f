import { compile, reference, type Tensor, tensor } from '@saddlepoint/tensor';
import { describe, expect, test } from 'vitest';
import { expectLeaves, gradients, type Params, start } from '../../test/trajectory.js';
import { applyUpdates } from '../apply-updates.js';
import { sgd } from '../sgd.js';
import type { AverageState, Averaging } from './average.js';
import { ema } from './ema.js';
import { swa } from './swa.js';

/** Averages the parameters of a descent, beginning with those of step 1, and compares with the reference. */
async function expectAverage(name: string, averaging: Averaging, countsFirst = false): Promise<void> {
  const optimizer = sgd({ learningRate: 0.1 });
  const step = compile(reference(), (params: Params, grads: Params) =>
    applyUpdates(params, optimizer.update(grads, {}, params).updates),
  );
  const update = compile(reference(), (state: AverageState<Params>, params: Params) => averaging.update(state, params));
  let params = start();
  let state: AverageState<Params> | undefined;
  for (let t = 1; t <= 50; t++) {
    params = await step(params, gradients(t));
    const first = state === undefined;
    state ??= averaging.init(params);
    if (!first || countsFirst) state = await update(state, params);
    await expectLeaves(name, t, averaging.weights(state));
  }
}

describe('the reference averages', () => {
  test('ema: PyTorch', () => expectAverage('ema', ema({ decay: 0.9 })));
  test('ema, debiased: Optax', () => expectAverage('ema debiased', ema({ decay: 0.95, debias: true }), true));
  test('ema with warm-up: TensorFlow', () => expectAverage('ema warmup', ema({ decay: 0.8, warmup: true })));
  test('swa: PyTorch', () => expectAverage('swa', swa()));
});

test.each<[string, Averaging]>([
  ['ema', ema()],
  ['swa', swa()],
])('%s: before an update the average is the parameters, in tensors of its own', async (_name, averaging) => {
  const params = { w: tensor([1, 2]) };
  const state = averaging.init(params);
  expect(Array.from(await averaging.weights(state).w.data())).toEqual([1, 2]);
  const update = (s: AverageState<{ w: Tensor }>, p: { w: Tensor }) => averaging.update(s, p);
  const donating = compile(reference(), update, { donate: [0, 1] });
  expect(Array.from(await (await donating(averaging.init(params), params)).average.w.data())).toEqual([1, 2]);
});

test('a debiased average without updates is 0', async () => {
  const averaging = ema({ debias: true });
  expect(await averaging.weights(averaging.init([tensor([5])]))[0]!.item()).toBe(0);
});

test('wrong options and other models are errors', () => {
  expect(() => ema({ decay: 1 })).toThrow('ema: decay 1 must be');
  expect(() => ema({ warmup: true, debias: true })).toThrow('ema: warmup and debias are two cures');
  const state = swa().init({ a: tensor([1]) });
  expect(() => swa().update(state, { b: tensor([1]) } as never)).toThrow('swa: state.average and params differ');
});
