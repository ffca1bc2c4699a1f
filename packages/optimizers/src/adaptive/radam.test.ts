import { expect, test } from 'vitest';
import { change, expectTrajectory } from '../../test/trajectory.js';
import { type RadamOptions, radam, scaleByRadam } from './radam.js';

test.each<[string, RadamOptions]>([
  ['radam', {}],
  ['radam options', { learningRate: 0.02, betas: [0.8, 0.9], eps: 1e-3, weightDecay: 0.1 }],
  ['radam decoupled', { weightDecay: 0.1, decoupledWeightDecay: true }],
  ['optax radam', { learningRate: 0.01, eps: 1e-3, epsOnCorrected: true }],
])('%s: the reference trajectory', async (name, options) => {
  await expectTrajectory(name, radam(options));
});

test('the learning rate may change from step to step', async () => {
  await expectTrajectory('radam learning rate', radam(), change);
});

test('wrong options are errors', () => {
  expect(() => scaleByRadam({ betas: [1, 0.9] })).toThrow('scaleByRadam: betas[0] 1 must be');
  expect(() => radam({ eps: -1 })).toThrow('eps -1 must be');
  expect(() => radam({ threshold: 1 } as object)).toThrow("radam: unknown option 'threshold'");
});
