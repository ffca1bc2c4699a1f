import type { DType } from '../../dtype.js';
import { logicalXor } from '../../ops/elementary.js';
import { isFinite, isNaN } from '../../ops/reductions.js';
import * as op from '../../primitives/logic.js';
import { type Tensor, tensor } from '../../tensor.js';
import {
  anything,
  bools,
  type Case,
  example,
  floats,
  type Method,
  numbers,
  ofBytes,
  overPairs,
  overShapes,
} from '../method.js';

type Binary = (a: Tensor, b: Tensor) => Tensor;

function comparison(name: string, run: Binary, dtypes: readonly DType[]): Method {
  const mixed = 'x[9]=1,2,3,NaN,NaN,0,Infinity,Infinity,-Infinity x[9]=1,3,2,NaN,1,-0,Infinity,-Infinity,-Infinity';
  const wide = 'x[5]=16777217,-2147483648,2147483647,-2147483648,7 x[5]=16777216,2147483647,2147483647,-2147483647,7';
  return {
    name,
    dtypes,
    order: 0,
    cases: [
      ...overPairs(run),
      example('special values', mixed, run, { dtypes: floats }),
      example('wide integers', wide, run, { dtypes: ['int32'] }),
      example('literal', 'x[4]=-1,0,1,2', (x) => run(x, x.mul(0).add(1)), { dtypes: numbers }),
    ],
  };
}

const logical = (name: string, run: Binary): Method => ({ name, dtypes: bools, order: 0, cases: overPairs(run) });

const converts = (name: string, inputs: string, dtypes: DType[], to: DType, expected?: number[]): Case =>
  example(name, inputs, (x) => op.cast(x, to), { dtypes, order: 0, ...(expected && { expected: [expected] }) });

const castCases: Case[] = [
  ...overShapes((x) => op.cast(x, 'float32')).map((c) => named(c, 'float32')),
  // Rounding has steps, through which the derivative is taken to be 1.
  ...overShapes((x) => op.cast(x, 'float16')).map((c) => ({ ...named(c, 'float16'), convention: true })),
  ...(['int32', 'bool'] as const).flatMap((to) =>
    overShapes((x) => op.cast(x, to)).map((c) => ({ ...named(c, to), order: 0 as const })),
  ),
  converts('truncates', 'x[8]=-1.75,-1,-0.5,-0,0.5,0.75,1.5,1000', ['float32', 'float16'], 'int32'),
  converts('anything but 0 is true', 'x[6]=NaN,0,-0,0.0625,-3,Infinity', ['float32', 'float16'], 'bool'),
  converts('rounds to half', 'x[4]=2049,2051,65504,100000', ['float32', 'int32'], 'float16', [
    2048,
    2052,
    65504,
    Infinity,
  ]),
  converts('small halves', 'x[3]=5.9604644775390625e-8,0.00006097555160522461,0', ['float32'], 'float16'),
];

function named(c: Case, to: DType): Case {
  return { ...c, name: `${c.name} to ${to}` };
}

const threeWay = [
  ['', '', ''],
  ['4', '4', '4'],
  ['2,1', '3', ''],
  ['', '2,3', '3'],
  ['3', '2,1', '2,3'],
  ['2,1,2', '2,1', '1,1,1'],
  ['1,2,1,2,1', '2,1,2,1,2', '2'],
  ['0', '1', ''],
  ['2,1', '2,0', '1'],
];

export const logicMethods: readonly Method[] = [
  comparison('equal', op.equal, anything),
  comparison('notEqual', op.notEqual, anything),
  comparison('less', op.less, numbers),
  comparison('lessEqual', op.lessEqual, numbers),
  comparison('greater', op.greater, numbers),
  comparison('greaterEqual', op.greaterEqual, numbers),
  logical('logicalAnd', op.logicalAnd),
  logical('logicalOr', op.logicalOr),
  logical('logicalXor', logicalXor),
  { name: 'logicalNot', dtypes: bools, order: 0, cases: overShapes(op.logicalNot) },
  ...(
    [
      ['isNaN', isNaN],
      ['isFinite', isFinite],
    ] as const
  ).map(([name, run]) => ({
    name,
    dtypes: floats,
    order: 0 as const,
    cases: [...overShapes(run), example('special values', 'x[5]=NaN,Infinity,-Infinity,0,1', run)],
  })),
  {
    name: 'where',
    dtypes: anything,
    cases: [
      ofBytes((x) => op.where(tensor([true, false, true]), x, op.cast(7, 'uint8')), [0, 7, 127, 128, 7, 255]),
      ...threeWay.map(([c, a, b]) => example(`[${c}] [${a}] [${b}]`, `b[${c}] x[${a}] x[${b}]`, op.where)),
      example('literal branches', 'b[2,3] x[2,3]', (c, x) => op.where(c, x.mul(2), 0), { dtypes: numbers }),
      example('branch not taken', 'b[4]=1,0,1,0 x[4]=1,NaN,2,Infinity x[4]=NaN,3,-Infinity,4', op.where, {
        dtypes: floats,
      }),
      example('from a comparison', 'x[2,3] x[3]', (a, b) => op.where(a.less(b), a.mul(b), b), { dtypes: numbers }),
      example('wide integers', 'b[2]=1,0 x[2]=16777217,1 x[2]=1,-2147483647', op.where, { dtypes: ['int32'] }),
    ],
  },
  {
    name: 'cast',
    dtypes: anything,
    cases: [
      ...castCases,
      ofBytes(
        (x) => op.cast(op.cast(op.cast(x, 'int32').mul(2), 'float32').mul(0.5), 'uint8'),
        [0, 1, 127, 128, 254, 255],
      ),
      { ...ofBytes((x) => op.cast(x, 'bool').cast('uint8'), [0, 1, 1, 1, 1, 1]), name: 'bytes to bool' },
    ],
  },
];
