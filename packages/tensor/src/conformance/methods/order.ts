import { argmin } from '../../ops/reductions.js';
import * as op from '../../primitives/order.js';
import type { Tensor } from '../../tensor.js';
import { type Case, example, type Method, numbers } from '../method.js';

/** Shapes with the axes to try on them; none is empty along its axis. */
const axes = [
  ['5', 0],
  ['5', -1],
  ['2,4', 0],
  ['2,4', 1],
  ['2,3,2', 1],
  ['1,2,3,2', 2],
  ['2,1,2,3,2', -2],
  ['1,1', 0],
  ['0,3', 1],
] as const;

const emptyAxes = [
  ['0', 0],
  ['2,0,3', 1],
] as const;

function over(run: (x: Tensor, axis: number) => Tensor, which: readonly (readonly [string, number])[] = axes): Case[] {
  return which.map(([shape, axis]) => example(`[${shape}] axis ${axis}`, `x[${shape}]`, (x) => run(x, axis)));
}

const tied = 'x[3,6]=2,1,2,1,2,0,0,0,0,0,0,0,3,-3,3,-3,1,1';
const ties = (name: string, run: (x: Tensor, axis: number) => Tensor, order?: 0 | 1): Case[] =>
  [0, 1].map((axis) =>
    example(`${name} axis ${axis}`, tied, (x) => run(x, axis), {
      ...(order !== undefined && { order }),
      convention: true,
    }),
  );
const wide = (run: (x: Tensor) => Tensor) =>
  example('wide integers', 'x[5]=16777217,16777216,-2147483648,2147483647,2147483646', run, {
    dtypes: ['int32'],
    order: 0,
  });

const down = { descending: true } as const;

export const orderMethods: readonly Method[] = [
  {
    name: 'argmax',
    dtypes: numbers,
    order: 0,
    cases: [...over(op.argmax), ...ties('ties', op.argmax), wide((x) => op.argmax(x))],
  },
  { name: 'argmin', dtypes: numbers, order: 0, cases: [...over(argmin), ...ties('ties', argmin)] },
  {
    name: 'cumsum',
    dtypes: numbers,
    cases: [
      ...over(op.cumsum),
      ...over(op.cumsum, emptyAxes),
      ...(
        [
          [true, false],
          [false, true],
          [true, true],
        ] as const
      ).flatMap(([reverse, exclusive]) =>
        over(
          (x, axis) => op.cumsum(x, axis, { reverse, exclusive }),
          [
            ['5', 0],
            ['2,3,2', 1],
            ['2,3', -1],
          ],
        ).map((c) => ({
          ...c,
          name: `${c.name}${reverse ? ' reverse' : ''}${exclusive ? ' exclusive' : ''}`,
        })),
      ),
      example('overflow', 'x[3]=2147483647,1,-3', (x) => op.cumsum(x, 0), {
        dtypes: ['int32'],
        order: 0,
        expected: [[2147483647, -2147483648, 2147483645]],
      }),
    ],
  },
  {
    name: 'argsort',
    dtypes: numbers,
    order: 0,
    cases: [
      ...over(op.argsort),
      ...over(op.argsort, emptyAxes),
      ...over((x, axis) => op.argsort(x, axis, down)).map((c) => ({ ...c, name: `${c.name} descending` })),
      ...ties('ties', op.argsort),
      ...ties('ties descending', (x, axis) => op.argsort(x, axis, down)),
      wide((x) => op.argsort(x)),
    ],
  },
  {
    name: 'sort',
    dtypes: numbers,
    cases: [
      ...over(op.sort),
      ...over(
        (x, axis) => op.sort(x, axis, down),
        [
          ['5', 0],
          ['2,3,2', 1],
        ],
      ).map((c) => ({ ...c, name: `${c.name} descending` })),
      ...ties('ties', op.sort, 1),
    ],
  },
  {
    name: 'topK',
    dtypes: numbers,
    cases: (
      [
        ['6', 3, 0],
        ['2,4', 2, -1],
        ['4,2', 3, 0],
        ['2,3,2', 1, 1],
        ['2,3', 0, 1],
        ['3', 3, 0],
      ] as const
    )
      .map(([shape, k, axis]) =>
        example(`[${shape}] k ${k} axis ${axis}`, `x[${shape}]`, (x) => {
          const { values, indices } = op.topK(x, k, axis);
          return [values, indices];
        }),
      )
      .concat(
        example(
          'ties',
          tied,
          (x) => {
            const { values, indices } = op.topK(x, 4);
            return [values, indices];
          },
          { order: 1, convention: true },
        ),
      ),
  },
];
