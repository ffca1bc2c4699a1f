import { scatterAdd } from '../../ops/elementary.js';
import * as op from '../../primitives/indexing.js';
import { searchSorted } from '../../primitives/search.js';
import { apply, tensor } from '../../tensor.js';
import { anything, example, type Method, numbers, ofBytes } from '../method.js';

const gathers = [
  ['5', '4', 0],
  ['5', '', 0],
  ['4,3', '2', 0],
  ['4,3', '2,3', 0],
  ['3,4', '3', 1],
  ['3,4', '', -1],
  ['2,3,2', '2,2', 1],
  ['2,1,3,1,2', '4', 2],
  ['3,2', '0', 0],
  ['0,3', '2', 1],
] as const;

/** Size of the axis that `shape` is indexed along. */
const along = (shape: string, axis: number): number => shape.split(',').map(Number).at(axis)!;

const scatters = [
  ['5', '8', 0, '8'],
  ['3,2', '4', 0, '4,2'],
  ['2,3', '2,2', 1, '2,2,2'],
  ['2,3,2', '', 1, '2,2'],
  ['2,3', '0', 0, '0,3'],
] as const;

const takes = [
  ['5', '3', 0],
  ['2,4', '2,3', 1],
  ['4,2', '6,2', 0],
  ['2,3,2', '2,1,2', 1],
  ['1,2,1,3,2', '1,2,1,4,2', -2],
  ['2,3', '2,0', 1],
  ['0,3', '0,2', 1],
] as const;

export const indexingMethods: readonly Method[] = [
  {
    name: 'searchSorted',
    dtypes: ['float32'],
    order: 0,
    cases: [
      example('[2,3]', 'x[5]=-1.5,-0.5,0,0.75,1.5 x[2,3]', searchSorted),
      example('ties and ends', 'x[3]=-1,1,1 x[6]=-2,-1,0,1,2,Infinity', searchSorted),
      example('scalar', 'x[1]=0 x[]', searchSorted),
      example('empty', 'x[2]=0,1 x[0]', searchSorted),
    ],
  },
  {
    name: 'gather',
    dtypes: anything,
    cases: [
      ...gathers.map(([shape, indices, axis]) =>
        example(`[${shape}] at [${indices}] axis ${axis}`, `x[${shape}] i[${indices}]<${along(shape, axis)}`, (x, at) =>
          op.gather(x, at, axis),
        ),
      ),
      ofBytes((x) => op.gather(x, tensor([1, 0, 1], { dtype: 'int32' })), [128, 254, 255, 0, 1, 127, 128, 254, 255]),
      example('one row several times', 'x[3,2] i[4]=1,1,2,1', (x, at) => op.gather(x, at)),
      example('wide integers', 'x[3]=16777217,-2147483648,2147483647 i[3]=2,0,1', (x, at) => op.gather(x, at), {
        dtypes: ['int32'],
      }),
      example('not finite', 'x[3]=NaN,1,Infinity i[2]=1,2', (x, at) => op.gather(x, at), {
        dtypes: ['float32', 'float16'],
        order: 0,
      }),
    ],
  },
  {
    name: 'scatterAdd',
    dtypes: numbers,
    cases: [
      ...scatters.map(([shape, indices, axis, updates]) =>
        example(
          `[${shape}] at [${indices}] axis ${axis}`,
          `x[${shape}] i[${indices}]<${along(shape, axis)} x[${updates}]`,
          (x, at, u) => scatterAdd(x, at, u, axis),
        ),
      ),
      example('alone', 'x[4,2] i[4]=1,1,0,1', (u, at) => apply(op.scatterAddPrimitive, [u, at], { axis: 0, size: 3 })),
      example('wide integers', 'x[2]=16777216,5 i[2]=0,0 x[2]=1,2147483647', (x, at, u) => scatterAdd(x, at, u), {
        dtypes: ['int32'],
        order: 0,
        expected: [[-2147483648 + 16777216, 5]],
      }),
    ],
  },
  {
    name: 'takeAlongAxis',
    dtypes: anything,
    cases: takes.map(([shape, indices, axis]) =>
      example(`[${shape}] at [${indices}] axis ${axis}`, `x[${shape}] i[${indices}]<${along(shape, axis)}`, (x, at) =>
        op.takeAlongAxis(x, at, axis),
      ),
    ),
  },
  {
    name: 'scatterAddAlongAxis',
    dtypes: numbers,
    cases: (
      [
        ['4', 0, 3],
        ['2,3', 1, 2],
        ['4,2', 0, 2],
        ['2,3,2', 1, 4],
        ['1,2,1,3,2', 3, 2],
        ['2,0', 1, 3],
      ] as const
    ).map(([shape, axis, size]) =>
      example(`[${shape}] axis ${axis} to ${size}`, `x[${shape}] i[${shape}]<${size}`, (u, at) =>
        apply(op.scatterAddAlongAxisPrimitive, [u, at], { axis, size }),
      ),
    ),
  },
];
