import { ceil, softplus, square } from '../../ops/elementary.js';
import { div } from '../../primitives/binary.js';
import * as op from '../../primitives/unary.js';
import type { Tensor } from '../../tensor.js';
import { type Case, example, floats, type Method, numbers, overShapes } from '../method.js';

interface Extra {
  dtypes?: Method['dtypes'];
  range?: string;
  cases?: Case[];
}

/** NaN, the infinities and both zeros. */
const special = 'x[5]=NaN,Infinity,-Infinity,0,-0';

function unary(
  name: string,
  run: (x: Tensor) => Tensor,
  { dtypes = floats, range = '', cases = [] }: Extra = {},
): Method {
  const limits = example('special values', special, run, { dtypes: floats, order: 0 });
  return { name, dtypes, cases: [...overShapes(run, range), limits, ...cases] };
}

/** Near 0, where 1 + x would lose everything. */
const tiny = (run: Case['run']) =>
  example('near 0', 'x[5]=0.0001220703125,-0.0001220703125,9.5367431640625e-7,-9.5367431640625e-7,0', run, {
    dtypes: ['float32'],
    order: 0,
    strict: true,
  });

const large = (run: Case['run']) => example('large values', 'x[4]=-100,-30,30,100', run, { order: 0 });

/** Halves and their neighbours, on both sides of 0. */
const halves = (run: Case['run']) =>
  example('halves', 'x[9]=-2.5,-1.5,-0.5,-0.25,0,0.5,1.5,2.5,3.75', run, { order: 0 });

const lowest = (run: Case['run'], result: number) =>
  example('overflow', 'x[1]=-2147483648', run, { dtypes: ['int32'], order: 0, expected: [[result]] });

export const unaryMethods: readonly Method[] = [
  unary('neg', op.neg, {
    dtypes: numbers,
    cases: [
      lowest(op.neg, -(2 ** 31)),
      example('signed zero', 'x[2]=0,-0', (x) => div(1, op.neg(x)), { dtypes: floats, order: 0 }),
    ],
  }),
  unary('abs', op.abs, {
    dtypes: numbers,
    cases: [lowest(op.abs, -(2 ** 31)), example('at 0', 'x[3]=-1,0,1', op.abs, { dtypes: floats, convention: true })],
  }),
  unary('sign', op.sign, { dtypes: numbers }),
  unary('floor', op.floor, { cases: [halves(op.floor)] }),
  unary('ceil', ceil, { cases: [halves(ceil)] }),
  unary('round', op.round, { cases: [halves(op.round)] }),
  unary('exp', op.exp),
  unary('expm1', op.expm1, { cases: [tiny(op.expm1)] }),
  unary('log', op.log, { range: ':0.5:2.5', cases: [example('below 0', 'x[1]=-1', op.log, { order: 0 })] }),
  unary('log1p', op.log1p, { range: ':-0.5:1.5', cases: [tiny(op.log1p)] }),
  unary('sqrt', op.sqrt, { range: ':0.5:2.5' }),
  unary('rsqrt', op.rsqrt, { range: ':0.5:2.5' }),
  unary('sin', op.sin),
  unary('cos', op.cos),
  unary('tanh', op.tanh, { cases: [large(op.tanh)] }),
  unary('sigmoid', op.sigmoid, { cases: [large(op.sigmoid)] }),
  unary('erf', op.erf, { cases: [large(op.erf)] }),
  {
    name: 'erfInv',
    dtypes: floats,
    cases: [
      ...overShapes(op.erfInv, ':-0.5:0.5'),
      example('tails', 'x[4]=-0.9990234375,-0.96875,0.984375,0.9990234375', op.erfInv, { order: 0 }),
    ],
  },
  unary('relu', op.relu, { cases: [example('at 0', 'x[3]=-1,0,1', op.relu, { convention: true })] }),
  unary('square', square, { dtypes: numbers }),
  unary('softplus', softplus, { cases: [large(softplus), example('at 0', 'x[1]=0', softplus, { order: 0 })] }),
  {
    name: 'clip',
    dtypes: numbers,
    cases: [
      ...overShapes((x) => op.clip(x, -1, 1)),
      example('from below', 'x[2,3]', (x) => op.clip(x, 0)),
      example('from above', 'x[2,3]', (x) => op.clip(x, undefined, 1)),
      example('no bounds', 'x[2,3]', (x) => op.clip(x)),
      example('infinite values', 'x[3]=-Infinity,0,Infinity', (x) => op.clip(x, -1, 2), { dtypes: floats, order: 0 }),
    ],
  },
];
