import { expect, test } from 'vitest';
import { change, expectTrajectory } from '../../test/trajectory.js';
import { type LambOptions, lamb } from './lamb.js';

test.each<[string, LambOptions]>([
  ['lamb', {}],
  ['lamb options', { learningRate: 0.02, betas: [0.8, 0.95], eps: 1e-4, weightDecay: 0.1, mask: (x) => x.rank > 1 }],
])('%s: the reference trajectory', async (name, options) => {
  await expectTrajectory(name, lamb(options));
});

test('the learning rate may change from step to step', async () => {
  await expectTrajectory('lamb learning rate', lamb({ weightDecay: 0.1 }), change);
});

test('wrong options are errors', () => {
  expect(() => lamb({ betas: [0.9, 1] })).toThrow('betas[1] 1 must be');
  expect(() => lamb({ trustCoefficient: 1 } as object)).toThrow("lamb: unknown option 'trustCoefficient'");
});
