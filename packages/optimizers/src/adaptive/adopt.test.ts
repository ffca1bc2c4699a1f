import { expect, test } from 'vitest';
import { change, expectTrajectory } from '../../test/trajectory.js';
import { type AdoptOptions, adopt, scaleByAdopt } from './adopt.js';

test.each<[string, AdoptOptions]>([
  ['adopt', {}],
  ['adopt options', { learningRate: 0.02, betas: [0.8, 0.9], eps: 1e-3, clip: false }],
])('%s: the reference trajectory', async (name, options) => {
  await expectTrajectory(name, adopt(options));
});

test('the learning rate may change from step to step', async () => {
  await expectTrajectory('adopt learning rate', adopt({ weightDecay: 0.1, decoupledWeightDecay: true }), change);
});

test('wrong options are errors', () => {
  expect(() => scaleByAdopt({ eps: 0 })).toThrow('scaleByAdopt: eps 0 must be a finite number above 0');
  expect(() => adopt({ betas: [0.9, 1] })).toThrow('betas[1] 1 must be');
  expect(() => adopt({ useClipping: true } as object)).toThrow("adopt: unknown option 'useClipping'");
});
