import * as composed from '../../ops/reductions.js';
import * as op from '../../primitives/reduce.js';
import type { Tensor } from '../../tensor.js';
import { type Case, example, floats, type Method, numbers } from '../method.js';

type Reduce = (x: Tensor, axes?: number | readonly number[], options?: op.ReduceOptions) => Tensor;

const calls: readonly (readonly [shape: string, axes: number | readonly number[] | undefined, keepDims?: true])[] = [
  ['', undefined],
  ['5', undefined],
  ['5', 0, true],
  ['2,3', undefined],
  ['2,3', 0],
  ['2,3', -1],
  ['2,3', 1, true],
  ['2,3', []],
  ['2,1,3', 1],
  ['2,3,2', [0, 2]],
  ['2,3,2', [0, -1], true],
  ['1,2,2,2', [1, 3]],
  ['2,1,2,1,2', [0, 2, 3]],
  ['2,1,2,1,2', undefined, true],
  ['0,3', 1],
];

/** Reductions of nothing, for those that have a result. */
const empty: typeof calls = [
  ['0', undefined],
  ['0,3', 0],
  ['2,0', 1, true],
];

function over(run: Reduce, which: typeof calls, range = ''): Case[] {
  return which.map(([shape, axes, keepDims]) =>
    example(`[${shape}] axes ${JSON.stringify(axes) ?? 'all'}${keepDims ? ' kept' : ''}`, `x[${shape}]${range}`, (x) =>
      run(x, axes, keepDims && { keepDims }),
    ),
  );
}

interface Extra {
  dtypes?: Method['dtypes'];
  allowEmpty?: boolean;
  range?: string;
  cases?: Case[];
}

const reduction = (name: string, run: Reduce, { dtypes = numbers, allowEmpty, range, cases = [] }: Extra): Method => ({
  name,
  dtypes,
  cases: [...over(run, allowEmpty ? [...calls, ...empty] : calls, range), ...cases],
});

const ties = (run: Reduce) =>
  example('ties', 'x[2,4]=1,1,0,-1,2,-1,-1,2', (x) => run(x, 1), { dtypes: floats, convention: true });
const infinite = (run: Reduce) =>
  example('infinite values', 'x[3,2]=-Infinity,1,Infinity,1,-Infinity,-Infinity', (x) => run(x, 1), {
    dtypes: floats,
    order: 0,
  });
const wide = (run: Reduce) =>
  example('wide integers', 'x[2,3]=16777217,16777216,-2147483648,2147483647,5,2147483646', (x) => run(x, 1), {
    dtypes: ['int32'],
    order: 0,
  });

export const reduceMethods: readonly Method[] = [
  reduction('sum', op.sum, {
    allowEmpty: true,
    cases: [
      example('overflow', 'x[3]=2147483647,1,5', (x) => op.sum(x), {
        dtypes: ['int32'],
        order: 0,
        expected: [[-2147483643]],
      }),
      example('wide integers', 'x[3]=16777216,1,1', (x) => op.sum(x), { dtypes: ['int32'], order: 0 }),
      infinite(op.sum),
      example('many', 'x[500]:0:1', (x) => op.sum(x), { dtypes: floats }),
    ],
  }),
  reduction('max', op.max, { cases: [ties(op.max), infinite(op.max), wide(op.max)] }),
  reduction('min', op.min, { cases: [ties(op.min), infinite(op.min), wide(op.min)] }),
  reduction('mean', composed.mean, { dtypes: floats }),
  reduction('variance', composed.variance, { dtypes: floats }),
  reduction('prod', composed.prod, {
    allowEmpty: true,
    cases: [
      example('one zero', 'x[4]=0,2,3,1.5', (x) => composed.prod(x), { dtypes: floats }),
      example('two zeros', 'x[4]=0,2,0,1.5', (x) => composed.prod(x), { dtypes: floats }),
    ],
  }),
  reduction('logSumExp', composed.logSumExp, {
    dtypes: floats,
    cases: [
      example('large values', 'x[2,3]=1000,1000,999,-1000,-1001,-1000', (x) => composed.logSumExp(x, 1)),
      infinite(composed.logSumExp),
    ],
  }),
  reduction('norm', composed.norm, {
    dtypes: floats,
    allowEmpty: true,
    cases: [example('at 0', 'x[2,3]=0,0,0,3,0,4', (x) => composed.norm(x, 1), { order: 1, convention: true })],
  }),
];
