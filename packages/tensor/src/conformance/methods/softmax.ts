import { logSoftmax, softmax } from '../../primitives/softmax.js';
import { inverseDeviation, standardize } from '../../primitives/standardize.js';
import { type Case, example, floats, type Method } from '../method.js';

const calls = [
  ['4', 0],
  ['1', 0],
  ['2,3', -1],
  ['2,3', 0],
  ['2,3,2', 1],
  ['2,1,3,2', 2],
  ['1,2,1,3,2', -2],
  ['0,3', 1],
  ['2,0', 1],
] as const;

const standardizeCalls = [
  ['4', 1],
  ['2,3', 1],
  ['2,3,2', 2],
  ['2,1,3,2', 1],
  ['0,3', 1],
] as const;

function cases(run: typeof softmax): Case[] {
  return [
    ...calls.map(([shape, axis]) => example(`[${shape}] axis ${axis}`, `x[${shape}]`, (x) => run(x, axis))),
    example('large values', 'x[2,3]=1000,999,1000,-1000,-1000,-998', (x) => run(x)),
    example('masked', 'x[2,4]=1,-Infinity,0,-Infinity,-Infinity,-Infinity,2,-Infinity', (x) => run(x), { order: 0 }),
  ];
}

function rows(run: typeof standardize): Case[] {
  return [
    ...standardizeCalls.map(([shape, axes]) =>
      example(`[${shape}] axes ${axes}`, `x[${shape}]`, (x) => run(x, axes, 0.1)),
    ),
    example('far from 0', 'x[2,4]=1000,1001,1002,1003,-500,-500.5,-501,-502', (x) => run(x, 1, 0.1), { order: 0 }),
  ];
}

export const softmaxMethods: readonly Method[] = [
  {
    name: 'softmax',
    dtypes: floats,
    cases: [
      ...cases(softmax),
      example('derivative of masked', 'x[2,3]=1,-Infinity,0,-Infinity,-Infinity,2', (x) => softmax(x), {
        order: 1,
        convention: true,
      }),
    ],
  },
  { name: 'logSoftmax', dtypes: floats, cases: cases(logSoftmax) },
  { name: 'standardize', dtypes: floats, cases: rows(standardize) },
  { name: 'inverseDeviation', dtypes: floats, cases: rows(inverseDeviation) },
];
