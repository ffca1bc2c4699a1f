import type { WindowOptions } from '../../primitives/conv.js';
import { avgPool, maxPool, maxPoolIndicesPrimitive, maxUnpoolPrimitive } from '../../primitives/pool.js';
import { apply } from '../../tensor.js';
import { type Case, example, floats, type Method } from '../method.js';

type Window = readonly [name: string, input: string, kernel: number | readonly number[], options: WindowOptions];

const windows: readonly Window[] = [
  ['1-d', 'x[2,2,6]', 2, {}],
  ['1-d overlap and padding', 'x[1,2,5]', 3, { strides: 2, padding: 1 }],
  ['2-d', 'x[2,2,4,6]', 2, {}],
  ['2-d kernel and strides', 'x[1,2,5,6]', [2, 3], { strides: [1, 2] }],
  ['2-d overlap', 'x[1,1,5,5]', 3, { strides: 1 }],
  ['2-d gaps', 'x[1,1,6,6]', 2, { strides: 3 }],
  ['2-d stride leaves a rest', 'x[1,1,5,6]', [2, 4], {}],
  [
    '2-d asymmetric padding',
    'x[1,1,4,5]',
    [2, 3],
    {
      strides: 2,
      padding: [
        [1, 0],
        [0, 2],
      ],
    },
  ],
  ['2-d same', 'x[1,1,5,4]', 3, { strides: 2, padding: 'same' }],
  ['2-d dilation', 'x[1,1,6,5]', 2, { strides: 1, dilations: [3, 2] }],
  [
    '2-d all together',
    'x[2,1,6,7]',
    [3, 2],
    {
      strides: [2, 1],
      padding: [
        [1, 1],
        [0, 1],
      ],
      dilations: [1, 2],
    },
  ],
  ['2-d below 0 with padding', 'x[1,1,4,4]:-3:-1', 2, { strides: 1, padding: 1 }],
  ['2-d global', 'x[2,2,3,3]', 3, {}],
  ['3-d', 'x[1,1,4,2,4]', 2, {}],
  [
    '3-d overlap and padding',
    'x[1,2,3,3,2]',
    2,
    {
      strides: [1, 2, 1],
      padding: [
        [0, 1],
        [1, 0],
        [0, 0],
      ],
    },
  ],
  ['empty batch', 'x[0,2,4,4]', 2, {}],
];

const over = (pool: typeof maxPool): Case[] =>
  windows.map(([name, input, kernel, options]) => example(name, input, (x) => pool(x, kernel, options)));

const overlapping = {
  kernel: [3, 2],
  strides: [2, 1],
  padding: [
    [1, 0],
    [0, 1],
  ],
  dilations: [1, 2],
};
const apart = {
  kernel: [2, 2],
  strides: [2, 2],
  padding: [
    [0, 0],
    [0, 0],
  ],
  dilations: [1, 1],
};

export const poolMethods: readonly Method[] = [
  {
    name: 'maxPool',
    dtypes: floats,
    cases: [
      ...over(maxPool),
      example('first of several maxima', 'x[1,1,2,4]=1,1,0,2,1,0,2,2', (x) => maxPool(x, 2), {
        order: 1,
        convention: true,
      }),
      example('first of several maxima, overlapping', 'x[1,1,6]=0,3,3,3,1,1', (x) => maxPool(x, 3, { strides: 1 }), {
        order: 1,
        convention: true,
      }),
    ],
  },
  { name: 'avgPool', dtypes: floats, cases: over(avgPool) },
  {
    name: 'maxPoolIndices',
    dtypes: floats,
    order: 0,
    cases: [
      example('overlapping', 'x[2,2,5,6]', (x) => apply(maxPoolIndicesPrimitive, [x], overlapping)),
      example('apart', 'x[1,2,4,6]', (x) => apply(maxPoolIndicesPrimitive, [x], apart)),
      example('ties', 'x[1,1,2,4]=1,1,0,2,1,0,2,2', (x) => apply(maxPoolIndicesPrimitive, [x], apart)),
    ],
  },
  {
    name: 'maxUnpool',
    dtypes: floats,
    cases: [
      example('positions named several times', 'x[1,2,2,3] i[1,2,2,3]<6', (g, at) =>
        apply(maxUnpoolPrimitive, [g, at], { ...overlapping, spatial: [2, 3] }),
      ),
      example('apart', 'x[1,1,2,2] i[1,1,2,2]=1,2,12,11', (g, at) =>
        apply(maxUnpoolPrimitive, [g, at], { ...apart, spatial: [4, 4] }),
      ),
    ],
  },
];
