import { readFileSync } from 'node:fs';
import * as losses from '@saddlepoint/losses';
import { crossEntropy, gradientPenalty, mixSamples, mse, wassersteinGan } from '@saddlepoint/losses';
import { grad, key, normal, type Tensor, tensor, valueAndGrad } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';

test('the example of the README runs', async () => {
  // README
  const logits = tensor([
    [2, 0, -1],
    [0, 1, 3],
  ]);
  const labels = tensor([0, 2], { dtype: 'int32' });
  const [loss, gradient] = valueAndGrad((z: typeof logits) => crossEntropy(z, labels, { labelSmoothing: 0.1 }))(logits);
  console.log(await loss.item(), await gradient.data());
  const error = mse(tensor([1, 2]), tensor([0, 4]), { reduction: 'sum' });
  console.log(await error.item()); // 5
  // end
  expect(await error.item()).toBe(5);
});

test('so does that of a game', async () => {
  // README
  const [real, noise] = [normal(key(1), [16, 2]), normal(key(2), [16, 2])];
  const critic = (w: Tensor) => (samples: Tensor) => samples.matmul(w).tanh().sum(1);
  const game = wassersteinGan();
  const criticLoss = (w: Tensor, fake: Tensor) => {
    const scoresOf = critic(w);
    const penalty = gradientPenalty(scoresOf, mixSamples(key(3), real, fake));
    return game.discriminator({ real: scoresOf(real), fake: scoresOf(fake) }).add(penalty);
  };
  const generatorLoss = (shift: Tensor, w: Tensor) => game.generator({ fake: critic(w)(noise.add(shift)) });
  const [weights, shift] = [normal(key(4), [2, 8]), tensor([1, 0])];
  const ofCritic = grad((w: Tensor) => criticLoss(w, noise.add(shift)))(weights);
  const ofGenerator = grad((s: Tensor) => generatorLoss(s, weights))(shift);
  // end
  const better = criticLoss(weights.sub(ofCritic.mul(1e-3)), noise.add(shift));
  expect(await better.item()).toBeLessThan(await criticLoss(weights, noise.add(shift)).item());
  const nearer = generatorLoss(shift.sub(ofGenerator.mul(0.1)), weights);
  expect(await nearer.item()).toBeLessThan(await generatorLoss(shift, weights).item());
});

test('everything exported has its place in a table', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  expect(Object.keys(losses).filter((name) => !new RegExp(`^\\|.*\`${name}\\(`, 'm').test(readme))).toEqual([]);
});
