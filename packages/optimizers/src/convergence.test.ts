import {
  add,
  compile,
  hessianDiagonal,
  key,
  mul,
  reference,
  sub,
  sum,
  type Tensor,
  tensor,
  tree,
  valueAndGrad,
} from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { methods } from '../test/methods.js';
import { applyUpdates } from './apply-updates.js';
import type { ScheduleFree } from './parameter-free/schedule-free.js';
import type { OptimizerState } from './transform.js';

/** Every optimizer finds the minimum of small problems, as in Optax's tests; a method is one row of test/methods.ts. */

type Params = OptimizerState;

interface Problem {
  readonly name: string;
  readonly steps: number;
  readonly start: Params;
  readonly solution: Params;
  loss(params: Params): Tensor;
}

const squares = (x: Tensor, y: Tensor) => sum(mul(sub(x, y), sub(x, y)));
const distance = (a: Params, b: Params): Tensor =>
  tree
    .leaves(tree.zip(a as unknown, b as unknown, (x, y) => squares(x as Tensor, y as Tensor)))
    .reduce((x, y) => add(x as Tensor, y as Tensor)) as Tensor;

const matrix = {
  block: {
    matrix: tensor([
      [1, -0.5],
      [0.5, 1],
    ]),
  },
};
const mixed = { ...matrix, bias: tensor([1, -1, 0.5]), scale: tensor(2) };
const parabola = { matrix: tensor([[1], [-1], [1]]) };

const problems: readonly Problem[] = [
  {
    name: 'parabola',
    steps: 1000,
    start: { matrix: tensor([[-1], [10], [1]]) },
    solution: parabola,
    loss: (params) => distance(params, parabola),
  },
  {
    name: 'mixed tree',
    steps: 1000,
    start: tree.map(mixed, (x) => mul(x, -0.5)),
    solution: mixed,
    loss: (params) => distance(params, mixed),
  },
  {
    name: 'Rosenbrock',
    steps: 3000,
    start: { matrix: tensor([[0], [0]]) },
    solution: { matrix: tensor([[1], [1]]) },
    loss(params) {
      const [x, y] = [
        (params.matrix as Tensor).slice([{ axis: 0, end: 1 }]),
        (params.matrix as Tensor).slice([{ axis: 0, start: 1 }]),
      ];
      return add(squares(x, tensor([[1]])), mul(squares(y, mul(x, x)), 100));
    },
  },
];

const rows = methods.flatMap((method) =>
  problems.map((problem) => ({ method, problem, title: `${method.name}: ${problem.name}` })),
);

test.each(rows)('$title', async ({ method, problem }) => {
  const { optimizer, curvature } = method;
  const rate = problem.name === 'Rosenbrock' ? (method.valley ?? method.rate) : method.rate;
  const step = compile(reference(), (params: Params, state: OptimizerState, learningRate: Tensor) => {
    const [, gradients] = valueAndGrad(problem.loss)(params);
    const hessian = curvature ? { hessian: hessianDiagonal(problem.loss, key(1), params) } : {};
    const result = optimizer.update(gradients, state, params, { learningRate, ...hessian });
    return { params: applyUpdates(params, result.updates), state: result.state };
  });
  let now = { params: problem.start, state: optimizer.init(problem.start) };
  // Constant, then down to nothing over the second half.
  for (let t = 0; t < problem.steps; t++) {
    now = await step(now.params, now.state, tensor(rate * Math.min(1, 2 * (1 - t / problem.steps))));
  }
  const found = 'evalParams' in optimizer ? (optimizer as ScheduleFree).evalParams(now.params, now.state) : now.params;
  const error = Math.sqrt(await distance(found, problem.solution).item());
  if (method.unfit?.[problem.name]) expect(error, 'a problem marked as unfit').toBeGreaterThan(0.05);
  else expect(error).toBeLessThan(0.05);
});
