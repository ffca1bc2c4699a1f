import { alias, barrier, stopGradient } from '../../primitives/control.js';
import { anything, example, floats, type Method } from '../method.js';

export const controlMethods: readonly Method[] = [
  {
    name: 'stopGradient',
    dtypes: floats,
    cases: [
      example('one factor', 'x[2,3]', (x) => x.mul(x).mul(stopGradient(x)), { convention: true }),
      example('everything', 'x[3]', (x) => stopGradient(x.exp()), { convention: true }),
      example('empty', 'x[0]', (x) => stopGradient(x).mul(x)),
    ],
  },
  { name: 'alias', dtypes: floats, cases: [example('a second name', 'x[2,3]', (x) => alias(x).mul(x))] },
  {
    name: 'barrier',
    dtypes: anything,
    cases: [
      example('after a value', 'x[2,3] f[2]', (x, after) => barrier(x, after.exp())),
      example('scalar', 'x[] f[2]', (x, after) => barrier(x, after.exp())),
      example('both uses', 'x[3] x[2]', (x, after) => barrier(x.exp(), after.sin()).mul(x.exp()), { dtypes: floats }),
      example('after itself', 'x[3]', (x) => barrier(x, x.sin()).mul(x), { dtypes: floats }),
    ],
  },
];
