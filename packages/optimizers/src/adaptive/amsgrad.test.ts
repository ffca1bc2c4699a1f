import { expect, test } from 'vitest';
import { change, expectTrajectory } from '../../test/trajectory.js';
import { type AmsgradOptions, amsgrad, scaleByAmsgrad } from './amsgrad.js';

test.each<[string, AmsgradOptions]>([
  ['amsgrad', {}],
  [
    'amsgrad options',
    { learningRate: 0.02, betas: [0.7, 0.8], eps: 1e-4, weightDecay: 0.1, decoupledWeightDecay: true },
  ],
  ['optax amsgrad', { learningRate: 0.01, betas: [0.9, 0.8], variant: 'optax' }],
  ['paper amsgrad', { learningRate: 0.01, betas: [0.9, 0.8], variant: 'paper' }],
])('%s: the reference trajectory', async (name, options) => {
  await expectTrajectory(name, amsgrad(options));
});

test('the learning rate may change from step to step', async () => {
  await expectTrajectory('amsgrad learning rate', amsgrad({ betas: [0.9, 0.8] }), change);
});

test('wrong options are errors', () => {
  expect(() => scaleByAmsgrad({ betas: [0.9, 1] })).toThrow('scaleByAmsgrad: betas[1] 1 must be from 0 up to');
  expect(() => amsgrad({ variant: 'keras' } as object)).toThrow(
    "variant 'keras' must be 'torch' or 'optax' or 'paper'",
  );
  expect(() => amsgrad({ epsilon: 1 } as object)).toThrow("amsgrad: unknown option 'epsilon'");
});
