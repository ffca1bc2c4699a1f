import type { DType } from '../../dtype.js';
import { eigh, qr, triangularSolve } from '../../primitives/linalg.js';
import { matmul } from '../../primitives/matmul.js';
import type { Tensor } from '../../tensor.js';
import { example, type Method } from '../method.js';

const single: readonly DType[] = ['float32'];

const eigen = (x: Tensor): Tensor[] => Object.values(eigh(x));
const factors = (x: Tensor): Tensor[] => Object.values(qr(x));
const flags = [
  [false, false],
  [false, true],
  [true, false],
  [true, true],
] as const;

export const linalgMethods: readonly Method[] = [
  {
    name: 'eigh',
    dtypes: single,
    cases: [
      ...['1,1', '2,2', '4,4', '2,3,3', '1,2,2,2'].map((shape) => example(`[${shape}]`, `x[${shape}]`, eigen)),
      example('diagonal', 'x[3,3]=2,0,0,0,-1,0,0,0,1', eigen),
      example('a function of a matrix', 'x[3,3]', (x) => {
        const { values, vectors } = eigh(x);
        return matmul(vectors.mul(values.tanh()), vectors, { transposeB: true });
      }),
      example('empty', 'x[0,2,2]', eigen),
    ],
  },
  {
    name: 'qr',
    dtypes: single,
    cases: [
      ...['1,1', '3,3', '4,2', '2,4', '2,3,2', '1,2,2,3'].map((shape) => example(`[${shape}]`, `x[${shape}]`, factors)),
      // A sign of R changes here.
      example('triangular', 'x[2,2]=-3,2,0,4', factors, { convention: true }),
      example('empty', 'x[0,3,2]', factors),
    ],
  },
  {
    name: 'triangularSolve',
    dtypes: single,
    cases: [
      ...flags.flatMap(([lower, transpose]) =>
        (
          [
            ['3,3', '3,2'],
            ['2,2,2', '2,2,3'],
          ] as const
        ).map(([a, b]) =>
          example(
            `[${a}] [${b}] ${lower ? 'lower' : 'upper'}${transpose ? ' transposed' : ''}`,
            `x[${a}]:0.5:2.5 x[${b}]`,
            (x, y) => triangularSolve(x, y, { lower, transpose }),
          ),
        ),
      ),
      example('empty', 'x[0,2,2] x[0,2,1]', (a, b) => triangularSolve(a, b)),
    ],
  },
];
