import { type Tensor, tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { change, expectTrajectory } from '../../test/trajectory.js';
import { type AdafactorOptions, adafactor, scaleByAdafactor } from './adafactor.js';

const torch: AdafactorOptions = { factor: 'last', minDimSizeToFactor: 0, epsOnEstimate: true, eps: 1e-7 };
const optax: AdafactorOptions = { relativeStep: false, independentDecay: true };

test.each<[string, AdafactorOptions]>([
  ['adafactor', torch],
  [
    'adafactor options',
    {
      ...torch,
      learningRate: 0.5,
      decayRate: 0.6,
      eps: 1e-4,
      minScale: 0.5,
      clipThreshold: 1.5,
      weightDecay: 0.1,
    },
  ],
  ['optax adafactor', { ...optax, minDimSizeToFactor: 2 }],
  [
    'optax adafactor options',
    {
      ...optax,
      minDimSizeToFactor: 3,
      decayRate: 0.6,
      parameterScale: false,
      clipThreshold: 0.5,
      weightDecay: 0.01,
      eps: 1e-6,
    },
  ],
])('%s: the reference trajectory', async (name, options) => {
  await expectTrajectory(name, adafactor(options));
});

test('the learning rate may change from step to step', async () => {
  await expectTrajectory('adafactor learning rate', adafactor(torch), change);
});

test('a matrix needs a row and a column of state', () => {
  const params = { matrix: tensor(new Float32Array(130 * 128), { shape: [130, 1, 128] }), bias: tensor([1, 2]) };
  const state = scaleByAdafactor().init(params) as Record<string, Record<string, Tensor>>;
  expect(state.row!.matrix!.shape).toEqual([1, 1, 128]);
  expect(state.column!.matrix!.shape).toEqual([130, 1, 1]);
  expect([state.row!.bias, state.nu!.matrix, state.nu!.bias!.shape]).toEqual([undefined, undefined, [2]]);
});

test('wrong options and states are errors', () => {
  expect(() => scaleByAdafactor({ clipThreshold: 0 })).toThrow('scaleByAdafactor: clipThreshold 0 must be');
  expect(() => scaleByAdafactor({ factor: 'first' } as object)).toThrow("factor 'first' must be 'largest' or 'last'");
  expect(() => adafactor({ minScale: -1 })).toThrow('adafactor: minScale -1 must be');
  expect(() => adafactor({ scaleParameter: true } as object)).toThrow("adafactor: unknown option 'scaleParameter'");
  const transform = scaleByAdafactor({ minDimSizeToFactor: 1 });
  const params = { w: tensor([[1, 2]]) };
  const other = transform.init({ w: tensor([[1], [2], [3]]) });
  expect(() => transform.update(params, other, params)).toThrow(
    "scaleByAdafactor: 'w' is [1, 2] in gradients and [3, 1] in state.column",
  );
});
