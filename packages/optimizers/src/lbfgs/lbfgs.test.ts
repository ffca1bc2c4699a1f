import { readFileSync } from 'node:fs';
import { compile, log, mean, reference, slice, type Tensor, tanh, tensor, valueAndGrad } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { type LbfgsOptions, lbfgs } from './lbfgs.js';

interface Row {
  iterations: number;
  evaluations: number;
  loss: number;
  params: Record<string, number[]>;
  /** How far PyTorch in single precision is from this. */
  single: number;
}
const { cases, minimum } = JSON.parse(readFileSync(new URL('../fixtures/lbfgs.json', import.meta.url), 'utf8')) as {
  cases: Record<string, Row[]>;
  minimum: Row;
};

const array = (shape: number[], value: (i: number) => number) =>
  tensor(
    Float64Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => value(i)),
    { shape },
  );

type Problem = { loss: (params: Record<string, Tensor>) => Tensor; start: Record<string, Tensor> };
const rosenbrock: Problem = {
  loss: ({ x }) => {
    const [a, b] = [slice(x!, { axis: 0, end: 5 }), slice(x!, { axis: 0, start: 1 })];
    return b.sub(a.square()).square().mul(100).add(a.sub(1).square()).sum();
  },
  start: { x: array([6], (i) => [-1.2, 1, -0.5, 0.8, 1.5, -1][i]!) },
};
const network: Problem = {
  loss: ({ weight, bias }) => {
    const inputs = array([5, 4], (i) => Math.sin(0.37 * i));
    const targets = array([5, 3], (i) => Math.cos(0.51 * i));
    return mean(tanh(inputs.matmul(weight!.transpose()).add(bias!)).sub(targets).square());
  },
  start: {
    weight: array([3, 4], (i) => 0.1 * (Math.floor(i / 4) - 5) + 0.05 * (i % 4) ** 2),
    bias: array([3], (i) => [0.3, -0.2, 0.1][i]!),
  },
};
const run = ({ loss, start }: Problem, options: LbfgsOptions) =>
  lbfgs(
    compile(reference(), (params: Problem['start']) => valueAndGrad(loss)(params)),
    start,
    options,
  );

test.each<[string, Problem, LbfgsOptions]>([
  ['strong Wolfe', rosenbrock, {}],
  ['short history', rosenbrock, { historySize: 2, learningRate: 0.5 }],
  ['long step', rosenbrock, { historySize: 5, learningRate: 20 }],
  ['network', network, {}],
  ['no line search', network, { lineSearch: 'none', learningRate: 0.5 }],
])('%s: as in PyTorch', async (name, problem, options) => {
  for (const row of cases[name]!) {
    const result = await run(problem, { ...options, maxIterations: row.iterations, maxEvaluations: 10_000 });
    // Without a line search PyTorch does not evaluate the last point.
    expect(result.evaluations).toBe(row.evaluations + (options.lineSearch === 'none' ? 1 : 0));
    const expected = [row.loss, ...Object.values(row.params).flat()];
    const values = await Promise.all(Object.keys(row.params).map((key) => result.params[key]!.data()));
    const got = [result.loss, ...values.flatMap((x) => Array.from(x))];
    expected.forEach((value, i) => {
      const error = Math.abs(got[i]! - value) / Math.max(Math.abs(value), 1e-3);
      expect(error, `number ${i} after ${row.iterations}: ${got[i]}, not ${value}`).toBeLessThan(1e-9);
    });
  }
});

test('as far as the benchmarks compare single precision, PyTorch stays within 1e-5 of itself', () => {
  for (const [name, last] of Object.entries({ 'strong Wolfe': 13, network: 5, 'no line search': 3 })) {
    const rows = cases[name]!.filter(({ iterations }) => iterations <= last);
    expect(rows.at(-1)!.iterations).toBe(last);
    for (const { single } of rows) expect(single).toBeLessThan(1e-5);
  }
});

test('the minimum, and why it ended', async () => {
  const result = await run(rosenbrock, { maxIterations: 500 });
  expect(result.loss).toBeLessThan(Math.max(1e-9, minimum.loss));
  for (const x of await result.params.x!.data()) expect(x).toBeCloseTo(1, 4);
  expect(['gradient', 'change']).toContain(result.stopped);
  expect(result.losses.at(-1)).toBe(result.loss);
  expect(result.losses.every((loss, i) => i === 0 || loss < result.losses[i - 1]!)).toBe(true);
  expect((await run(rosenbrock, { maxIterations: 3 })).stopped).toBe('iterations');
  expect((await run(rosenbrock, { maxIterations: 90, maxEvaluations: 4 })).stopped).toBe('evaluations');
  const there = { ...rosenbrock, start: { x: array([6], () => 1) } };
  expect(await run(there, {})).toMatchObject({ stopped: 'gradient', evaluations: 1, losses: [0] });
});

test('a step out of the domain turns back', async () => {
  const barrier: Problem = { loss: ({ x }) => x!.mul(3).sub(log(x!)).sum(), start: { x: array([1], () => 2) } };
  const result = await run(barrier, { learningRate: 1000 });
  expect(await result.params.x!.item()).toBeCloseTo(1 / 3, 6);
});

test('wrong options and starts are errors', async () => {
  await expect(lbfgs(undefined as never, {})).rejects.toThrow('lbfgs: needs a function from the parameters');
  await expect(run(rosenbrock, { historySize: 0 })).rejects.toThrow('lbfgs: historySize 0 must be');
  await expect(run(rosenbrock, { lineSearch: 'wolfe' as never })).rejects.toThrow("lineSearch 'wolfe' must be");
  await expect(run(rosenbrock, { tolerance: 1 } as never)).rejects.toThrow("unknown option 'tolerance'");
  const outside: Problem = { loss: ({ x }) => log(x!).sum(), start: { x: array([1], () => -1) } };
  await expect(run(outside, {})).rejects.toThrow('lbfgs: the loss or its gradient is not finite at the start');
  const whole = { x: tensor(Int32Array.of(1)) };
  await expect(lbfgs(() => [tensor(1), whole], whole)).rejects.toThrow("lbfgs: params: 'x' is Tensor(int32 [1]");
  // @ts-expect-error it needs the loss with the gradients
  await expect(lbfgs((params) => params, rosenbrock.start)).rejects.toThrow();
});
