import { lerp } from '../../ops/elementary.js';
import * as op from '../../primitives/binary.js';
import type { Tensor } from '../../tensor.js';
import { type Case, example, floats, type Method, numbers, overPairs } from '../method.js';

interface Extra {
  dtypes?: Method['dtypes'];
  ranges?: readonly [string, string];
  cases?: Case[];
}

type Binary = (a: Tensor, b: Tensor) => Tensor;

function binary(name: string, run: Binary, { dtypes = numbers, ranges, cases = [] }: Extra = {}): Method {
  return { name, dtypes, cases: [...overPairs(run, ranges), ...cases] };
}

const special =
  'x[10]=NaN,1,NaN,Infinity,-Infinity,Infinity,0,1,-1,-Infinity x[10]=1,NaN,NaN,Infinity,Infinity,1,0,-0,0,0';

const limits = (run: Binary) => example('special values', special, run, { dtypes: floats, order: 0 });

const ties = (run: Binary) =>
  example('ties', 'x[4]=1,-1,0,2 x[4]=1,-1,0.5,1', run, { dtypes: floats, convention: true });

/** Whole numbers that float32 cannot hold, and results that wrap around. */
const wide = (run: Binary, expected: number[]) =>
  example('wide integers', 'x[4]=2147483647,-2147483648,16777217,65537 x[4]=1,-1,16777216,65536', run, {
    dtypes: ['int32'],
    order: 0,
    expected: [expected],
  });

/** Overflow to infinity and loss to zero, in half precision. */
const half = (run: Binary, a: string, b: string, expected: number[]) =>
  example('half limits', `x[2]=${a} x[2]=${b}`, run, { dtypes: ['float16'], order: 0, expected: [expected] });

export const binaryMethods: readonly Method[] = [
  binary('add', op.add, {
    cases: [
      limits(op.add),
      wide(op.add, [-2147483648, 2147483647, 33554433, 131073]),
      half(op.add, '60000,2048', '60000,1', [Infinity, 2048]),
      example('one operand twice', 'x[2,3]', (x) => op.add(x, x)),
      example('literal', 'x[2,3]', (x) => op.add(2, op.add(x, 1))),
    ],
  }),
  binary('sub', op.sub, {
    cases: [
      limits(op.sub),
      wide(op.sub, [2147483646, -2147483647, 1, 1]),
      example('literal', 'x[2,3]', (x) => op.sub(1, op.sub(x, 3))),
    ],
  }),
  binary('mul', op.mul, {
    cases: [
      limits(op.mul),
      wide(op.mul, [2147483647, -2147483648, 16777216, 65536]),
      half(op.mul, '256,0.000244140625', '256,0.0000152587890625', [Infinity, 0]),
      example('one operand twice', 'x[2,3]', (x) => op.mul(x, x)),
      example('literal', 'x[2,3]', (x) => op.mul(3, op.mul(x, 2))),
    ],
  }),
  binary('div', op.div, {
    dtypes: floats,
    ranges: ['', ':0.5:2.5'],
    cases: [limits(op.div), example('literal', 'x[2,3]:0.5:2.5', (x) => op.div(1, op.div(x, 4)))],
  }),
  binary('pow', op.pow, {
    dtypes: floats,
    ranges: [':0.5:2.5', ''],
    cases: [
      example('whole exponents', 'x[4]=-2,-2,0,0 x[4]=3,2,2,0', op.pow, { order: 0 }),
      example('one', 'x[3]=1,1,NaN x[3]=NaN,Infinity,0', op.pow, { order: 0 }),
      ...[1, 2, 3, 4].map((n) => example(`exponent ${n}`, 'x[6]', (x) => op.pow(x, n))),
      example('exponent 2 at 0', 'x[2]=0,1', (x) => op.pow(x, 2)),
      example('exponent -0.5', 'x[2,3]:0.5:2.5', (x) => op.pow(x, -0.5)),
      example('literal base', 'x[2,3]', (x) => op.pow(2, x)),
    ],
  }),
  binary('maximum', op.maximum, {
    cases: [limits(op.maximum), ties(op.maximum), example('literal', 'x[2,3]', (x) => op.maximum(x, 0))],
  }),
  binary('minimum', op.minimum, {
    cases: [limits(op.minimum), ties(op.minimum), example('literal', 'x[2,3]', (x) => op.minimum(0, x))],
  }),
  {
    name: 'lerp',
    dtypes: floats,
    cases: [
      example('tensors', 'x[2,3] x[3] x[2,1]', lerp),
      example('literal weight', 'x[2,3] x[2,3]', (a, b) => lerp(a, b, 0.25)),
      example('empty', 'x[0,3] x[3] x[]', lerp),
    ],
  },
];
