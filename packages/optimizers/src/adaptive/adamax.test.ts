import { expect, test } from 'vitest';
import { change, expectTrajectory } from '../../test/trajectory.js';
import { type AdamaxOptions, adamax, scaleByAdamax } from './adamax.js';

test.each<[string, AdamaxOptions]>([
  ['adamax', {}],
  ['adamax options', { learningRate: 0.02, betas: [0.8, 0.9], eps: 1e-3, weightDecay: 0.1 }],
  ['optax adamaxw', { learningRate: 0.01, weightDecay: 0.1, decoupledWeightDecay: true }],
])('%s: the reference trajectory', async (name, options) => {
  await expectTrajectory(name, adamax(options));
});

test('the learning rate may change from step to step', async () => {
  await expectTrajectory('adamax learning rate', adamax(), change);
});

test('wrong options are errors', () => {
  expect(() => scaleByAdamax({ betas: [0.9, 1] })).toThrow('scaleByAdamax: betas[1] 1 must be from 0 up to');
  expect(() => adamax({ eps: -1 })).toThrow('eps -1 must be a finite number from 0 up');
  expect(() => adamax({ amsgrad: true } as object)).toThrow("adamax: unknown option 'amsgrad'");
});
