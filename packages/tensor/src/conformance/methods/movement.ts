import { expandDims, splitAxis, squeeze, stack } from '../../ops/structure.js';
import * as op from '../../primitives/movement.js';
import { apply } from '../../tensor.js';
import { anything, type Case, example, type Method, ofBytes } from '../method.js';

const wide = (run: Case['run']) =>
  example('wide integers', 'x[2,2]=16777217,-2147483648,2147483647,-16777219', run, { dtypes: ['int32'] });
const unchanged = (run: Case['run']) =>
  example(
    'values pass unchanged',
    'x[2,3]=NaN,Infinity,-Infinity,-0,1.401298464324817e-45,3.4028234663852886e38',
    run,
    {
      dtypes: ['float32'],
      order: 0,
      strict: true,
    },
  );
const both = (run: Case['run']) => [wide(run), unchanged(run)];

type Ranges = Parameters<typeof op.slice>[1];
const cut = (name: string, shape: string, ranges: Ranges) => example(name, `x[${shape}]`, (x) => op.slice(x, ranges));

const interior = (name: string, shape: string, low: number[], high: number[], gaps: number[], value = 0) =>
  example(name, `x[${shape}]`, (x) => apply(op.padPrimitive, [x], { low, high, interior: gaps, value }));

export const movementMethods: readonly Method[] = [
  {
    name: 'reshape',
    dtypes: anything,
    cases: [
      ofBytes((x) => op.reshape(x, [3, 2]), [0, 1, 127, 128, 254, 255]),
      ...(
        [
          ['', [1, 1]],
          ['1', []],
          ['6', [2, 3]],
          ['2,3', [3, -1]],
          ['2,3,2', [2, 1, 6]],
          ['2,1,2,1,2', [8]],
          ['4', [1, 2, 1, 2, 1]],
          ['0,3', [3, 0]],
          ['2,0', [0]],
        ] as const
      ).map(([from, to]) => example(`[${from}] to [${to}]`, `x[${from}]`, (x) => op.reshape(x, to))),
      ...both((x) => op.reshape(x, [-1])),
    ],
  },
  {
    name: 'transpose',
    dtypes: anything,
    cases: [
      ofBytes((x) => op.transpose(x), [0, 128, 1, 254, 127, 255]),
      ...(
        [
          ['5', [0]],
          ['2,3', undefined],
          ['2,3,4', undefined],
          ['2,3,4', [1, 0, 2]],
          ['2,3,4', [0, 2, 1]],
          ['2,3,4', [2, 0, 1]],
          ['2,1,3,2', [0, 2, 3, 1]],
          ['2,1,3,1,2', [4, 2, 0, 3, 1]],
          ['2,0,3', [2, 0, 1]],
          ['2,3', [-1, 0]],
        ] as const
      ).map(([shape, order]) =>
        example(`[${shape}] by ${order ?? 'reversal'}`, `x[${shape}]`, (x) => op.transpose(x, order)),
      ),
      ...both((x) => op.transpose(x)),
    ],
  },
  {
    name: 'broadcastTo',
    dtypes: anything,
    cases: [
      ...(
        [
          ['', [3]],
          ['', [2, 1, 2]],
          ['3', [2, 3]],
          ['2,1', [2, 3]],
          ['1,3', [2, 3]],
          ['2,1,2', [3, 2, 2, 2]],
          ['1,2,1,2,1', [2, 2, 3, 2, 2]],
          ['1', [0]],
          ['', [2, 0]],
          ['0', [2, 0]],
        ] as const
      ).map(([from, to]) => example(`[${from}] to [${to}]`, `x[${from}]`, (x) => op.broadcastTo(x, to))),
      ...both((x) => op.broadcastTo(x, [2, ...x.shape])),
    ],
  },
  {
    name: 'slice',
    dtypes: anything,
    cases: [
      ofBytes((x) => op.slice(x, { axis: 1, start: 1 }), [1, 127, 254, 255]),
      cut('range', '6', { axis: 0, start: 1, end: 4 }),
      cut('from the back', '6', { axis: -1, start: -3, end: -1 }),
      cut('step', '7', { axis: 0, step: 3 }),
      cut('step with a rest', '8', { axis: 0, start: 1, end: 7, step: 4 }),
      cut('one axis', '3,4', { axis: 1, start: 2 }),
      cut('several axes', '3,4', [
        { axis: 0, end: 2 },
        { axis: 1, start: 1, step: 2 },
      ]),
      cut('rank 3', '3,2,5', [
        { axis: 0, start: 2 },
        { axis: 2, start: 1, end: 5, step: 3 },
      ]),
      cut('rank 5', '2,3,2,1,4', [
        { axis: 1, step: 2 },
        { axis: 4, start: 1, step: 2 },
      ]),
      cut('nothing', '4', { axis: 0, start: 2, end: 2 }),
      cut('of nothing', '0,3', { axis: 1, start: 1 }),
      cut('everything', '2,3', { axis: 0 }),
      ...both((x) => op.slice(x, { axis: 1, start: 1 })),
    ],
  },
  {
    name: 'pad',
    dtypes: anything,
    cases: [
      example('both sides', 'x[3]', (x) => op.pad(x, [[1, 2]])),
      example('rank 2 with a value', 'x[2,3]', (x) =>
        op.pad(
          x,
          [
            [1, 0],
            [0, 2],
          ],
          1,
        ),
      ),
      example('rank 4', 'x[1,2,2,1]', (x) =>
        op.pad(x, [
          [0, 0],
          [1, 0],
          [0, 1],
          [2, 0],
        ]),
      ),
      example('scalar', 'x[]', (x) => op.pad(x, [])),
      example('of nothing', 'x[0,2]', (x) =>
        op.pad(
          x,
          [
            [1, 1],
            [0, 1],
          ],
          1,
        ),
      ),
      example('to nothing', 'x[2,0]', (x) =>
        op.pad(x, [
          [1, 1],
          [0, 0],
        ]),
      ),
      interior('between neighbours', '3', [0], [0], [2]),
      interior('between neighbours and around', '2,3', [1, 0], [0, 2], [1, 3], 1),
      interior('rank 5 between neighbours', '1,2,1,2,2', [0, 0, 1, 0, 0], [0, 1, 0, 0, 0], [0, 1, 0, 2, 1]),
      interior('one element has no neighbours', '1', [1], [0], [4]),
      ...both((x) =>
        op.pad(x, [
          [1, 0],
          [0, 1],
        ]),
      ),
    ],
  },
  {
    name: 'concat',
    dtypes: anything,
    cases: [
      ofBytes((x) => op.concat([x, x], 1), [0, 1, 127, 0, 1, 127, 128, 254, 255, 128, 254, 255]),
      example('rank 1', 'x[2] x[3]', (a, b) => op.concat([a, b])),
      example('rank 2, first axis', 'x[1,3] x[2,3]', (a, b) => op.concat([a, b])),
      example('rank 2, last axis', 'x[2,1] x[2,3] x[2,2]', (a, b, c) => op.concat([a, b, c], -1)),
      example('rank 5', 'x[1,2,1,2,1] x[1,2,2,2,1]', (a, b) => op.concat([a, b], 2)),
      example('one', 'x[2,3]', (a) => op.concat([a])),
      example('the same twice', 'x[2,3]', (a) => op.concat([a, a], 1)),
      example('an empty part', 'x[2,2] x[2,0] x[2,1]', (a, b, c) => op.concat([a, b, c], 1)),
      example('only empty parts', 'x[0,2] x[0,2]', (a, b) => op.concat([a, b])),
      ...both((x) => op.concat([x, x])),
    ],
  },
  {
    name: 'flip',
    dtypes: anything,
    cases: [
      ...(
        [
          ['5', undefined],
          ['2,3', undefined],
          ['2,3', 0],
          ['2,3', -1],
          ['2,3,2', [0, 2]],
          ['2,1,2,1,3', [2, 4]],
          ['0,3', 0],
          ['', []],
        ] as const
      ).map(([shape, axes]) => example(`[${shape}] axes ${axes ?? 'all'}`, `x[${shape}]`, (x) => op.flip(x, axes))),
      ...both((x) => op.flip(x)),
    ],
  },
  {
    name: 'stack',
    dtypes: anything,
    cases: [
      example('scalars', 'x[] x[]', (a, b) => stack([a, b])),
      example('first axis', 'x[2,3] x[2,3]', (a, b) => stack([a, b])),
      example('last axis', 'x[2,3] x[2,3]', (a, b) => stack([a, b], -1)),
      example('rank 4', 'x[1,2,1,2] x[1,2,1,2] x[1,2,1,2]', (a, b, c) => stack([a, b, c], 2)),
      example('empty', 'x[0,2] x[0,2]', (a, b) => stack([a, b], 1)),
    ],
  },
  {
    name: 'splitAxis',
    dtypes: anything,
    cases: [
      example('equal parts', 'x[6]', (x) => splitAxis(x, 3)),
      example('given sizes', 'x[2,5]', (x) => splitAxis(x, [1, 3, 1], 1)),
      example('an empty part', 'x[3,2]', (x) => splitAxis(x, [3, 0])),
      example('rank 5', 'x[1,2,4,1,2]', (x) => splitAxis(x, 2, 2)),
    ],
  },
  {
    name: 'expandDims',
    dtypes: anything,
    cases: (
      [
        ['', 0],
        ['3', 0],
        ['3', -1],
        ['2,3', 1],
        ['0', 0],
      ] as const
    ).map(([shape, axis]) => example(`[${shape}] axis ${axis}`, `x[${shape}]`, (x) => expandDims(x, axis))),
  },
  {
    name: 'squeeze',
    dtypes: anything,
    cases: (
      [
        ['1', undefined],
        ['1,3,1', undefined],
        ['1,3,1', 0],
        ['1,3,1', -1],
        ['1,0', 0],
      ] as const
    ).map(([shape, axis]) => example(`[${shape}] axis ${axis ?? 'all'}`, `x[${shape}]`, (x) => squeeze(x, axis))),
  },
];
