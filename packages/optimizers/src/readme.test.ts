import { adamw, applyUpdates, chain, clipByGlobalNorm, warmupCosineSchedule } from '@saddlepoint/optimizers';
import { compile, reference, type Tensor, tensor, valueAndGrad } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';

test('the example of the README runs', async () => {
  // README
  const optimizer = chain(clipByGlobalNorm(1), adamw({ weightDecay: 0.01, mask: (_, path) => path === 'weight' }));
  const schedule = warmupCosineSchedule({ peak: 0.3, warmupSteps: 10, totalSteps: 100 });

  let params = { weight: tensor([2, -3]), bias: tensor(1) };
  let state = optimizer.init(params);
  const step = compile(reference(), (p: typeof params, s: typeof state, x: Tensor, learningRate: Tensor) => {
    const [loss, grads] = valueAndGrad((q: typeof p) => q.weight.mul(x).sum().add(q.bias).square())(p);
    const { updates, state: next } = optimizer.update(grads, s, p, { learningRate });
    return { params: applyUpdates(p, updates), state: next, loss };
  });
  for (let i = 0; i < 100; i++) {
    // The rate is an input: it changes at every step, and nothing recompiles.
    const result = await step(params, state, tensor([1, 2]), schedule(i));
    ({ params, state } = result);
    if (i % 25 === 0) console.log(await result.loss.item());
  }
  // end
  expect(
    Math.abs(
      await params.weight
        .mul(tensor([1, 2]))
        .sum()
        .add(params.bias)
        .item(),
    ),
  ).toBeLessThan(0.1);
});
