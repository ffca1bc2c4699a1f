import { expect, test } from 'vitest';
import { change, expectTrajectory } from '../../test/trajectory.js';
import { type DadaptAdamOptions, dadaptAdam } from './dadapt-adam.js';

test.each<[string, DadaptAdamOptions]>([
  ['dadapt adam', {}],
  [
    'dadapt adam options',
    {
      learningRate: 0.5,
      betas: [0.8, 0.95],
      eps: 1e-4,
      weightDecay: 0.1,
      decoupledWeightDecay: true,
      biasCorrection: true,
      initialDistance: 1e-3,
      growthRate: 1.05,
    },
  ],
])('%s: the reference trajectory', async (name, options) => {
  await expectTrajectory(name, dadaptAdam(options));
});

test('the learning rate may change from step to step', async () => {
  await expectTrajectory('dadapt adam learning rate', dadaptAdam({ weightDecay: 0.1 }), (t) => 50 * change(t));
});

test('wrong options are errors', () => {
  expect(() => dadaptAdam({ initialDistance: 0 })).toThrow('dadaptAdam: initialDistance 0 must be a finite number');
  expect(() => dadaptAdam({ growthRate: 1 })).toThrow('growthRate 1 must be above 1');
  expect(() => dadaptAdam({ betas: [0.9, 1] })).toThrow('betas[1] 1 must be');
  expect(() => dadaptAdam({ d0: 1 } as object)).toThrow("dadaptAdam: unknown option 'd0'");
});
