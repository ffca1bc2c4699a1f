import { expect, test } from 'vitest';
import { change, expectTrajectory } from '../../test/trajectory.js';
import { type AdemamixOptions, ademamix, scaleByAdemamix } from './ademamix.js';

test.each<[string, AdemamixOptions]>([
  ['ademamix', {}],
  ['ademamix options', { learningRate: 0.01, betas: [0.8, 0.95, 0.99], alpha: 8, eps: 1e-4, weightDecay: 0.1 }],
])('%s: the reference trajectory', async (name, options) => {
  await expectTrajectory(name, ademamix(options));
});

test('the learning rate may change from step to step', async () => {
  await expectTrajectory(
    'ademamix warmup',
    ademamix({ betas: [0.9, 0.999, 0.999], alpha: 8, warmupSteps: 40, weightDecay: 0.1 }),
    change,
  );
});

test('wrong options are errors', () => {
  expect(() => scaleByAdemamix({ alpha: -1 })).toThrow('scaleByAdemamix: alpha -1 must be');
  expect(() => ademamix({ warmupSteps: 1.5 })).toThrow('warmupSteps 1.5 must be a whole number from 0 up');
  expect(() => ademamix({ betas: [0, 0.9, 0.99], warmupSteps: 5 })).toThrow(
    'warmupSteps 5 needs betas[0] and betas[2] above 0',
  );
  expect(() => ademamix({ beta3: 1 } as object)).toThrow("ademamix: unknown option 'beta3'");
});
