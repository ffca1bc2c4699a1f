import { tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { change, expectTrajectory } from '../test/trajectory.js';
import { adam } from './adam.js';
import { chain } from './chain.js';
import { type DecayWeightsOptions, decayWeights } from './decay-weights.js';

const after = (options: DecayWeightsOptions) => chain(adam({ learningRate: 0.01 }), decayWeights(options));

test('decoupled as in PyTorch, corrected as in timm', async () => {
  await expectTrajectory('decay decoupled', after({ kind: 'decoupled', weightDecay: 0.3 }), change);
  const corrected = after({ kind: 'corrected', weightDecay: 0.3, maxLearningRate: 0.02 });
  await expectTrajectory('decay corrected', corrected, change);
});

test('independent of the rate, and as in the AdamW paper', async () => {
  await expectTrajectory('decay independent', after({ kind: 'independent', weightDecay: 0.02 }));
  const paper = after({ kind: 'independent', weightDecay: 0.05, maxLearningRate: 0.01 });
  await expectTrajectory('decay paper', paper, change);
});

test('a mask', async () => {
  const params = { weight: tensor([4]), bias: tensor([4]) };
  const decay = decayWeights({ kind: 'independent', weightDecay: 0.5, mask: 'weight' });
  const { updates } = decay.update({ weight: tensor([1]), bias: tensor([1]) }, decay.init(params), params);
  expect([await updates.weight.item(), await updates.bias.item()]).toEqual([-1, 1]);
  const none = decayWeights({ kind: 'independent', weightDecay: 0.5, mask: 'weights' });
  expect(() => none.init(params)).toThrow('decayWeights: the mask matches none of the parameters: weight, bias');
});

test('wrong options are errors', () => {
  const decay = (options: object) => () => decayWeights({ kind: 'decoupled', weightDecay: 0.1, ...options } as never);
  // @ts-expect-error the rule needs a maxLearningRate
  expect(() => decayWeights({ kind: 'corrected', weightDecay: 1 })).toThrow("'corrected' needs a maxLearningRate");
  expect(decay({ maxLearningRate: 1 })).toThrow("'decoupled' has no maxLearningRate");
  expect(decay({ kind: 'coupled' })).toThrow("kind 'coupled' must be 'decoupled' or");
  expect(decay({ weightDecay: -1 })).toThrow('weightDecay -1 must be');
  expect(decay({ learningRate: -1 })).toThrow('learningRate -1 must be');
  const grads = [tensor([1])];
  expect(() => decay({})().update(grads, {}, grads)).toThrow('decayWeights: no learning rate');
});
