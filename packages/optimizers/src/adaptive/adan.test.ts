import { tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { change, expectTrajectory } from '../../test/trajectory.js';
import { type AdanOptions, adan, scaleByAdan } from './adan.js';

test.each<[string, AdanOptions]>([
  ['adan', {}],
  ['adan options', { learningRate: 0.01, betas: [0.9, 0.8, 0.95], eps: 1e-5, weightDecay: 0.1 }],
])('%s: the reference trajectory', async (name, options) => {
  await expectTrajectory(name, adan(options));
});

test('the learning rate may change from step to step, and enters the proximal decay', async () => {
  await expectTrajectory('adan decoupled', adan({ weightDecay: 0.1, proximal: false }), change);
  await expectTrajectory('adan learning rate', adan({ weightDecay: 0.1 }), change);
});

test('a mask keeps parameters from decaying', async () => {
  const params = { weight: tensor([1]), bias: tensor([1]) };
  const grads = { weight: tensor([0]), bias: tensor([0]) };
  const optimizer = adan({ learningRate: 1, weightDecay: 1, mask: (_, path) => path === 'weight' });
  const { updates } = optimizer.update(grads, optimizer.init(params), params);
  expect(await updates.weight.item()).toBe(-0.5);
  expect(await updates.bias.item()).toBeCloseTo(0, 12);
});

test('wrong options are errors', () => {
  expect(() => scaleByAdan({ betas: [0.9, 0.9] } as object)).toThrow('scaleByAdan: betas [0.9, 0.9] must be 3 numbers');
  expect(() => scaleByAdan({ betas: [0.9, 1, 0.9] })).toThrow('betas[1] 1 must be');
  expect(() => adan({ weightDecay: -1 })).toThrow('weightDecay -1 must be');
  expect(() => adan({ weightDecay: 1, mask: () => false }).init([tensor(1)])).toThrow('the mask matches none');
  expect(() => adan({ noProx: true } as object)).toThrow("adan: unknown option 'noProx'");
});
