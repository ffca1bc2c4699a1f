import { grad, type Tensor, tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { expectClose } from '../../test/fixture.js';
import { balancedConsistency, consistencyPenalty, latentConsistency } from './consistency.js';

const [a, b] = [tensor([1, 2, 3]), tensor([1, 4, 2])];

test('by hand: λ times the mean of 0, 4 and 1', async () => {
  await expectClose(consistencyPenalty(a, b), [50 / 3]);
  await expectClose(consistencyPenalty(a, b, { weight: 3 }), [5]);
  // Both sides get gradients.
  await expectClose(grad((x: Tensor) => consistencyPenalty(x, b, { weight: 3 }))(a), [0, -4, 2]);
  await expectClose(grad((y: Tensor) => consistencyPenalty(a, y, { weight: 3 }))(b), [0, 4, -2]);
});

test('real and generated samples with their own weights', async () => {
  const [real, fake] = [
    { scores: a, augmented: b },
    { scores: a, augmented: a.add(1) },
  ];
  await expectClose(balancedConsistency(real, fake), [50 / 3 + 10]);
  await expectClose(balancedConsistency(real, fake, { realWeight: 3, fakeWeight: 0.5 }), [5.5]);
});

test('the discriminator ignores a step of the latents, the generator shows it', async () => {
  const samples = tensor([
    [0, 0],
    [1, 1],
  ]);
  const pair = { samples, moved: samples.add(2), scores: a, movedScores: b };
  const { discriminator, generator } = latentConsistency(pair);
  await expectClose(discriminator, [25 / 3]);
  await expectClose(generator, [-2]);
});

test('errors', () => {
  expect(() => consistencyPenalty(a, tensor([1]))).toThrow(
    'consistencyPenalty: scores and augmentedScores have different shapes, [3] and [1]',
  );
  expect(() => consistencyPenalty(a, b, { weight: -1 })).toThrow(
    'consistencyPenalty: weight -1 must be a finite number',
  );
  expect(() => consistencyPenalty(a, 3 as never)).toThrow(
    'consistencyPenalty: augmentedScores must be a tensor, got 3',
  );
  const scores = { scores: a, augmented: b };
  expect(() => balancedConsistency(scores, scores, { fakeWeight: -1 })).toThrow('balancedConsistency: fakeWeight -1');
  expect(() => balancedConsistency(scores, scores, { weight: 1 } as object)).toThrow("unknown option 'weight'");
  const pair = { samples: a, moved: tensor([1]), scores: a, movedScores: b };
  expect(() => latentConsistency(pair)).toThrow('latentConsistency: samples and moved have different shapes');
  expect(() => latentConsistency(pair, { generatorWeight: -1 })).toThrow('latentConsistency: generatorWeight -1');
});
