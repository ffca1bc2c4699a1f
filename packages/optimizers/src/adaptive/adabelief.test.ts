import { expect, test } from 'vitest';
import { change, expectTrajectory } from '../../test/trajectory.js';
import { type AdabeliefOptions, adabelief, scaleByAdabelief } from './adabelief.js';

test.each<[string, AdabeliefOptions]>([
  ['adabelief', {}],
  ['adabelief options', { learningRate: 0.02, betas: [0.8, 0.9], eps: 1e-5, weightDecay: 0.1 }],
  ['adabelief coupled', { weightDecay: 0.1, decoupledWeightDecay: false }],
  ['optax adabelief', { learningRate: 0.01 }],
])('%s: the reference trajectory', async (name, options) => {
  await expectTrajectory(name, adabelief(options));
});

test('the learning rate may change from step to step', async () => {
  await expectTrajectory('adabelief rectified', adabelief({ eps: 1e-8, weightDecay: 0.1, rectify: true }), change);
});

test('wrong options are errors', () => {
  expect(() => scaleByAdabelief({ betas: [1, 0.9] })).toThrow('scaleByAdabelief: betas[0] 1 must be');
  expect(() => adabelief({ eps: -1 })).toThrow('eps -1 must be');
  expect(() => adabelief({ epsRoot: 1 } as object)).toThrow("adabelief: unknown option 'epsRoot'");
});
