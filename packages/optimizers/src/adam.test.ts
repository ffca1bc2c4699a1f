import { expect, test } from 'vitest';
import { expectTrajectory } from '../test/trajectory.js';
import { type AdamOptions, adam } from './adam.js';

test.each<[string, AdamOptions]>([
  ['adam', {}],
  ['adam options', { learningRate: 0.02, betas: [0.7, 0.95], eps: 1e-4 }],
  ['adam weight decay', { weightDecay: 0.1 }],
  ['adam no momentum', { betas: [0, 0.99] }],
  ['optax adam', {}],
])('%s: the reference trajectory', async (name, options) => {
  await expectTrajectory(name, adam(options));
});

test('the learning rate may change from step to step', async () => {
  await expectTrajectory('adam learning rate', adam(), (t) => (t <= 25 ? 1e-2 : 1e-3));
});

test('wrong options are errors', () => {
  expect(() => adam({ betas: [1, 0.9] })).toThrow('betas[0] 1 must be from 0 up to, but not including, 1');
  expect(() => adam({ betas: [0.9, -0.1] })).toThrow('betas[1] -0.1 must be');
  expect(() => adam({ eps: -1 })).toThrow('eps -1 must be a finite number from 0 up');
  expect(() => adam({ beta1: 0.5 } as object)).toThrow("adam: unknown option 'beta1'");
});
