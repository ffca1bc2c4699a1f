import { readFileSync } from 'node:fs';
import { compile, mean, reference, type Tensor, tanh, tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { applyUpdates } from './apply-updates.js';
import { type SamOptions, samValueAndGrad } from './sam.js';
import { sgd } from './sgd.js';
import type { OptimizerState } from './transform.js';

interface Run {
  losses: number[];
  weight: number[][];
  bias: number[][];
}
const { sam } = JSON.parse(readFileSync(new URL('fixtures/wrappers.json', import.meta.url), 'utf8')) as {
  sam: Record<string, Run>;
};
const array = (shape: number[], value: (i: number) => number) =>
  tensor(
    Float64Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => value(i)),
    { shape },
  );

interface Params {
  weight: Tensor;
  bias: Tensor;
}
const loss = ({ weight, bias }: Params, x: Tensor, y: Tensor) =>
  mean(tanh(x.matmul(weight.transpose()).add(bias)).sub(y).square());

test.each<[string, SamOptions]>([
  ['sam', {}],
  ['sam rho', { rho: 0.5 }],
  ['asam', { rho: 1, adaptive: true }],
])('%s: losses and parameters of twenty steps', async (name, options) => {
  const optimizer = sgd({ learningRate: 0.2, momentum: 0.9 });
  const step = compile(reference(), (params: Params, state: OptimizerState, x: Tensor, y: Tensor) => {
    const [value, grads] = samValueAndGrad(loss, options)(params, x, y);
    const result = optimizer.update(grads, state, params);
    return { value, params: applyUpdates(params, result.updates), state: result.state };
  });
  let params = {
    weight: array([3, 4], (i) => 0.1 * (Math.floor(i / 4) - 5) + 0.05 * (i % 4) ** 2),
    bias: array([3], (i) => [0.3, -0.2, 0.1][i]!),
  };
  let state = optimizer.init(params);
  const y = array([5, 3], (i) => Math.cos(0.51 * i));
  for (let t = 0; t < 20; t++) {
    const result = await step(
      params,
      state,
      array([5, 4], (i) => Math.sin((0.37 + 0.01 * t) * i)),
      y,
    );
    ({ params, state } = result);
    const got = [await result.value.item(), ...(await params.weight.data()), ...(await params.bias.data())];
    const run = sam[name]!;
    [run.losses[t]!, ...run.weight[t]!, ...run.bias[t]!].forEach((value, i) => {
      expect(Math.abs(got[i]! - value) / Math.max(Math.abs(value), 1e-3), `step ${t}, number ${i}`).toBeLessThan(1e-9);
    });
  }
});

test('a gradient of 0 stays 0', async () => {
  const [, grads] = samValueAndGrad((w: Tensor) => w.square().sum())(tensor([0, 0]));
  expect(Array.from(await grads.data())).toEqual([0, 0]);
});

test('wrong options are errors', () => {
  expect(() => samValueAndGrad(loss, { rho: 0 })).toThrow('samValueAndGrad: rho 0 must be');
  expect(() => samValueAndGrad(loss, { eps: -1 })).toThrow('eps -1 must be');
  // @ts-expect-error it needs the loss
  expect(() => samValueAndGrad(undefined)).toThrow('needs the loss as a function of the parameters');
});
