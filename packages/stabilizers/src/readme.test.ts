import { readFileSync } from 'node:fs';
import * as stabilizers from '@saddlepoint/stabilizers';
import { diffAugment, spectralNormalization } from '@saddlepoint/stabilizers';
import { compile, key, matmul, mean, normal, reference, relu, type Tensor, valueAndGrad } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';

test('the example of the README runs', async () => {
  // README
  type Critic = { hidden: { weight: Tensor }; out: { weight: Tensor } };
  const critic: Critic = {
    hidden: { weight: normal(key(1), [16, 192]) },
    out: { weight: normal(key(2), [1, 16]) },
  };
  const scoresOf = (p: Critic, images: Tensor) => {
    const hidden = relu(matmul(images.reshape([-1, 192]), p.hidden.weight, { transposeB: true }));
    return matmul(hidden, p.out.weight, { transposeB: true });
  };
  const spectral = spectralNormalization();
  let state = spectral.init(key(3), critic);
  const step = compile(reference(), (p: Critic, s: typeof state, images: Tensor, noise: Tensor) => {
    const next = spectral.update(p, s); // power iteration, a constant to the gradient
    const [loss, grads] = valueAndGrad((q: Critic) => {
      const scores = scoresOf(spectral.normalize(q, next), diffAugment(noise, images)); // W / σ(W)
      return mean(relu(scores.neg().add(1)));
    })(p);
    return { loss, grads, state: next, sigmas: spectral.sigmas(p, next) };
  });
  const result = await step(critic, state, normal(key(4), [8, 3, 8, 8]), key(5));
  state = result.state;
  console.log(await result.sigmas.hidden.weight?.item()); // about 17.1
  // end
  expect(await result.sigmas.hidden.weight!.item()).toBeCloseTo(17.1, 1);
  expect(await result.loss.item()).toBeGreaterThan(0);
  await step.dispose();
});

test('everything exported has its place in a table', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  expect(Object.keys(stabilizers).filter((name) => !new RegExp(`^\\|.*\`${name}\\b`, 'm').test(readme))).toEqual([]);
});
