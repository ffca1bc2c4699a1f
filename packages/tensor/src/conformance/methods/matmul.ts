import { matmul } from '../../primitives/matmul.js';
import { type Case, example, floats, type Method } from '../method.js';

const flags = [
  [false, false],
  [true, false],
  [false, true],
  [true, true],
] as const;

/** [batch, m, k] × [batch, k, n] with every combination of flags. */
function overFlags(name: string, a: readonly [string, number, number], b: readonly [string, number, number]): Case[] {
  return flags.map(([transposeA, transposeB]) => {
    const left = transposeA ? `${a[0]}${a[2]},${a[1]}` : `${a[0]}${a[1]},${a[2]}`;
    const right = transposeB ? `${b[0]}${b[2]},${b[1]}` : `${b[0]}${b[1]},${b[2]}`;
    const shown = `${transposeA ? 'aᵀ' : 'a'} ${transposeB ? 'bᵀ' : 'b'}`;
    return example(`${name} ${shown}`, `x[${left}] x[${right}]`, (x, y) => matmul(x, y, { transposeA, transposeB }));
  });
}

const plain = (name: string, inputs: string) => example(name, inputs, (a, b) => matmul(a, b));

export const matmulMethods: readonly Method[] = [
  {
    name: 'matmul',
    dtypes: floats,
    cases: [
      ...overFlags('matrices', ['', 2, 3], ['', 3, 4]),
      ...overFlags('batch', ['2,', 2, 3], ['2,', 3, 2]),
      ...overFlags('batch by matrix', ['2,', 2, 3], ['', 3, 2]),
      ...overFlags('matrix by batch', ['', 2, 3], ['2,', 3, 2]),
      ...overFlags('batches broadcast', ['2,1,', 2, 2], ['3,', 2, 2]),
      ...overFlags('broadcast in the middle', ['2,1,2,', 1, 2], ['2,2,2,', 2, 2]),
      ...overFlags('broadcast both ways', ['2,1,', 2, 2], ['1,2,', 2, 1]),
      plain('rank 5', 'x[1,2,1,2,2] x[2,1,2,2,1]'),
      plain('ones', 'x[1,1] x[1,1]'),
      plain('row by column', 'x[1,4] x[4,1]'),
      plain('column by row', 'x[3,1] x[1,2]'),
      plain('vector by vector', 'x[3] x[3]'),
      plain('vector by matrix', 'x[3] x[3,2]'),
      plain('matrix by vector', 'x[2,3] x[3]'),
      plain('vector by batch', 'x[3] x[2,3,2]'),
      plain('batch by vector', 'x[2,2,3] x[3]'),
      example('square', 'x[3,3]', (a) => matmul(a, a)),
      example('gram', 'x[2,3]', (a) => matmul(a, a, { transposeA: true })),
      example('transposed operands', 'x[3,2] x[4,3]', (a, b) => matmul(a.transpose(), b.transpose())),
      plain('no rows', 'x[0,3] x[3,2]'),
      plain('no inner', 'x[2,0] x[0,3]'),
      plain('no columns', 'x[2,3] x[3,0]'),
      plain('no batch', 'x[0,2,3] x[3,2]'),
      example('infinite', 'x[1,2]=Infinity,0 x[2,1]=1,1', (a, b) => matmul(a, b), { order: 0 }),
    ],
  },
];
