import { expect, test } from 'vitest';
import { change, expectTrajectory } from '../../test/trajectory.js';
import { type ProdigyOptions, prodigy } from './prodigy.js';

test.each<[string, ProdigyOptions]>([
  ['prodigy', {}],
  [
    'prodigy options',
    {
      learningRate: 0.5,
      betas: [0.8, 0.95],
      beta3: 0.9,
      eps: 1e-4,
      weightDecay: 0.1,
      biasCorrection: true,
      initialDistance: 1e-3,
      distanceFactor: 2,
      growthRate: 1.05,
    },
  ],
])('%s: the reference trajectory', async (name, options) => {
  await expectTrajectory(name, prodigy(options));
});

test('the learning rate may change from step to step', async () => {
  await expectTrajectory('prodigy learning rate', prodigy({ safeguardWarmup: true }), (t) => 50 * change(t));
});

test('wrong options are errors', () => {
  expect(() => prodigy({ initialDistance: 0 })).toThrow('prodigy: initialDistance 0 must be a finite number above 0');
  expect(() => prodigy({ beta3: 1 })).toThrow('beta3 1 must be from 0 up to');
  expect(() => prodigy({ growthRate: 1 })).toThrow('growthRate 1 must be above 1');
  expect(() => prodigy({ d0: 1 } as object)).toThrow("prodigy: unknown option 'd0'");
});
