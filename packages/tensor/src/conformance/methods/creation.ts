import * as op from '../../ops/creation.js';
import { iotaPrimitive } from '../../primitives/indexing.js';
import { concat, reshape } from '../../primitives/movement.js';
import { apply, type Tensor } from '../../tensor.js';
import { anything, type Case, example, type Method, numbers } from '../method.js';

/** The made tensor, alone and next to an operand: a constant alone never reaches the engine. */
const meets = (name: string, shape: string, make: (x: Tensor) => Tensor): Case =>
  example(name, `x[${shape}]`, (x) => [make(x), concat([reshape(make(x), [-1]), reshape(x, [-1])])]);

const triangles = [
  ['3,3', 0],
  ['2,4', 1],
  ['4,2', -1],
  ['2,3,3', 0],
  ['3,3', -5],
  ['3,3', 5],
  ['0,3', 0],
] as const;

export const creationMethods: readonly Method[] = [
  {
    name: 'full',
    dtypes: numbers,
    order: 0,
    cases: [
      meets('fill', '2,3', (x) => op.full([2, 3], 1, x.dtype)),
      meets('empty', '0', (x) => op.full([0], 1, x.dtype)),
    ],
  },
  {
    name: 'zeros',
    dtypes: anything,
    order: 0,
    cases: [meets('fill', '2,3', (x) => op.zeros([2, 3], x.dtype)), meets('scalar', '', (x) => op.zeros([], x.dtype))],
  },
  {
    name: 'ones',
    dtypes: anything,
    order: 0,
    cases: [
      meets('fill', '2,3', (x) => op.ones([2, 3], x.dtype)),
      meets('rank 5', '1,2,1,2,1', (x) => op.ones([1, 2, 1, 2, 1], x.dtype)),
    ],
  },
  {
    name: 'zerosLike',
    dtypes: anything,
    order: 0,
    cases: [meets('matrix', '2,3', op.zerosLike), meets('empty', '0,3', op.zerosLike)],
  },
  {
    name: 'onesLike',
    dtypes: anything,
    order: 0,
    cases: [meets('matrix', '2,3', op.onesLike), meets('scalar', '', op.onesLike)],
  },
  {
    name: 'arange',
    dtypes: numbers,
    order: 0,
    cases: [
      example('alone', '', () => op.arange(5), { dtypes: ['float32'] }),
      example('with an operand', 'x[4]', (x) => op.arange(4, { start: 3, step: -2, dtype: x.dtype }).add(x)),
      example('empty', '', () => op.arange(0), { dtypes: ['float32'] }),
    ],
  },
  {
    name: 'iota',
    dtypes: ['int32'],
    order: 0,
    cases: [
      example('small', 'x[6]', (x) => apply(iotaPrimitive, [], { size: 6 }).add(x)),
      // Too large to be folded into a constant: the engine has to count.
      example('large', 'x[]', (x) => apply(iotaPrimitive, [], { size: 70001 }).add(x).slice({ axis: 0, start: 69998 })),
    ],
  },
  {
    name: 'eye',
    dtypes: numbers,
    order: 0,
    cases: [
      example('square', 'x[3,3]', (x) => op.eye(3, 3, x.dtype).mul(x)),
      example('wide', 'x[2,4]', (x) => op.eye(2, 4, x.dtype).add(x)),
      example('tall', 'x[3,2]', (x) => op.eye(3, 2, x.dtype).add(x)),
    ],
  },
  {
    name: 'oneHot',
    dtypes: anything,
    order: 0,
    cases: [
      example('vector', 'i[4]<3 x[]', (i, x) => op.oneHot(i, 3, -1, x.dtype)),
      example('matrix, first axis', 'i[2,2]<4 x[]', (i, x) => op.oneHot(i, 4, 0, x.dtype)),
      example('scalar', 'i[]<3 x[]', (i, x) => op.oneHot(i, 3, -1, x.dtype)),
      example('out of range', 'i[4]=-1,0,2,3 x[]', (i, x) => op.oneHot(i, 3, -1, x.dtype)),
      example('empty', 'i[0]<3 x[]', (i, x) => op.oneHot(i, 3, -1, x.dtype)),
    ],
  },
  ...(
    [
      ['tril', op.tril],
      ['triu', op.triu],
    ] as const
  ).map(([name, run]) => ({
    name,
    dtypes: anything,
    cases: triangles.map(([shape, k]) => example(`[${shape}] diagonal ${k}`, `x[${shape}]`, (x) => run(x, k))),
  })),
];
