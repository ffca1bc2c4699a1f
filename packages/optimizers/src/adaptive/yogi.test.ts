import { expect, test } from 'vitest';
import { change, expectTrajectory } from '../../test/trajectory.js';
import { scaleByYogi, type YogiOptions, yogi } from './yogi.js';

test.each<[string, YogiOptions]>([
  ['yogi', {}],
  [
    'yogi options',
    {
      learningRate: 0.02,
      betas: [0.8, 0.9],
      eps: 1e-5,
      initialAccumulator: 0.1,
      weightDecay: 0.1,
      decoupledWeightDecay: true,
    },
  ],
])('%s: the reference trajectory', async (name, options) => {
  await expectTrajectory(name, yogi(options));
});

test('the learning rate may change from step to step', async () => {
  await expectTrajectory('yogi learning rate', yogi(), change);
});

test('wrong options are errors', () => {
  expect(() => scaleByYogi({ initialAccumulator: -1 })).toThrow('scaleByYogi: initialAccumulator -1 must be');
  expect(() => yogi({ betas: [0.9, 1] })).toThrow('betas[1] 1 must be');
  expect(() => yogi({ b1: 1 } as object)).toThrow("yogi: unknown option 'b1'");
});
