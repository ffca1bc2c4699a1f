import { key, tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { expectTrajectory } from '../test/trajectory.js';
import { type AdamwOptions, adamw } from './adamw.js';

test.each<[string, AdamwOptions]>([
  ['adamw', {}],
  ['adamw options', { learningRate: 0.02, betas: [0.8, 0.9], eps: 1e-6, weightDecay: 0.3 }],
  ['adamw mask', { learningRate: 0.01, weightDecay: 0.2, mask: (x) => x.rank > 1 }],
  ['adamw mask', { learningRate: 0.01, weightDecay: 0.2, mask: (_, path) => path.endsWith('weight') }],
  ['optax adamw', { learningRate: 0.01, weightDecay: 0.05 }],
])('%s: the reference trajectory', async (name, options) => {
  await expectTrajectory(name, adamw(options));
});

test('the learning rate may change from step to step', async () => {
  await expectTrajectory('adamw learning rate', adamw(), (t) => (t <= 25 ? 1e-2 : 1e-3));
});

test('state has names and paths', () => {
  const state = adamw().init({ layer: { weight: tensor([1, 2]) } });
  expect(state).toMatchObject({ adam: { step: {}, mu: { layer: { weight: {} } }, nu: { layer: { weight: {} } } } });
  expect(Object.keys(state)).toEqual(['adam']);
});

test('wrong options and parameters are errors', () => {
  expect(() => adamw({ weightDecay: -1 })).toThrow('weightDecay -1 must be a finite number from 0 up');
  expect(() => adamw({ amsgrad: true } as object)).toThrow("adamw: unknown option 'amsgrad'");
  expect(() => adamw({ mask: () => false }).init({ a: tensor([1]), b: [tensor([2])] })).toThrow(
    'addDecayedWeights: the mask matches none of the parameters: a, b.0',
  );
  expect(() => adamw().init({ seed: key(1) })).toThrow("scaleByAdam: params: 'seed' is int32; only floats are trained");
});
