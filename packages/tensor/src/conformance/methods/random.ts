import * as random from '../../random/keys.js';
import { example, type Method } from '../method.js';

const seven = 'i[2]=0,7';
const large = 'i[2]=-1640531527,1013904242';

const methods: readonly Method[] = [
  {
    name: 'bits',
    dtypes: ['int32'],
    order: 0,
    cases: [
      example('vector', seven, (k) => random.bits(k, [5])),
      example('matrix, large key', large, (k) => random.bits(k, [2, 3])),
      example('scalar', seven, (k) => random.bits(k, [])),
      example('empty', seven, (k) => random.bits(k, [0, 2])),
    ],
  },
  {
    name: 'uniform',
    dtypes: ['float32'],
    cases: [
      example('vector', seven, (k) => random.uniform(k, [6])),
      example('range', large, (k) => random.uniform(k, [2, 3], { min: -3, max: 5 })),
      example('scaled', `${seven} x[6]`, (k, x) => random.uniform(k, [6]).mul(x).mul(x)),
      example('empty', seven, (k) => random.uniform(k, [0])),
    ],
  },
  {
    name: 'normal',
    dtypes: ['float32'],
    cases: [
      example('vector', seven, (k) => random.normal(k, [6])),
      example('rank 5', large, (k) => random.normal(k, [1, 2, 1, 2, 2])),
      example('noise added to an operand', `${seven} x[2,3]`, (k, x) => random.normal(k, [2, 3]).mul(x.exp()).add(x)),
    ],
  },
  {
    name: 'truncatedNormal',
    dtypes: ['float32'],
    order: 0,
    cases: [
      example('default bounds', seven, (k) => random.truncatedNormal(k, [8])),
      example('given bounds', large, (k) => random.truncatedNormal(k, [8], { lower: 0.5, upper: 1 })),
    ],
  },
  {
    name: 'bernoulli',
    dtypes: ['float32'],
    cases: [
      example('number', seven, (k) => random.bernoulli(k, 0.25, [12])),
      example('tensor', `${seven} x[3]:0:1`, (k, p) => random.bernoulli(k, p, [4, 3]), { order: 0 }),
      example('dropout', `${seven} x[2,3]`, (k, x) =>
        random.bernoulli(k, 0.5, [2, 3]).cast('float32').mul(x).div(0.5).square(),
      ),
    ],
  },
  {
    name: 'gumbel',
    dtypes: ['float32'],
    order: 0,
    cases: [
      example('vector', seven, (k) => random.gumbel(k, [6])),
      example('matrix', large, (k) => random.gumbel(k, [2, 3])),
    ],
  },
  {
    name: 'categorical',
    dtypes: ['float32'],
    order: 0,
    cases: [
      example('rows', `${seven} x[5,4]`, (k, x) => random.categorical(k, x)),
      example('columns', `${large} x[4,3]`, (k, x) => random.categorical(k, x, 0)),
    ],
  },
  {
    name: 'permutation',
    dtypes: ['int32'],
    order: 0,
    cases: [
      example('ten', seven, (k) => random.permutation(k, 10)),
      example('one', seven, (k) => random.permutation(k, 1)),
      example('shuffled rows', `${large} x[4,2]`, (k, x) => x.gather(random.permutation(k, 4))),
    ],
  },
  {
    name: 'split',
    dtypes: ['int32'],
    order: 0,
    cases: [
      example('two', seven, (k) => random.split(k)),
      example('three', large, (k) => random.split(k, 3)),
      example('twice', seven, (k) => random.split(random.split(k)[1]!)),
      example('used', seven, (k) => random.split(k).map((each) => random.bits(each, [3]))),
    ],
  },
  {
    name: 'foldIn',
    dtypes: ['int32'],
    order: 0,
    cases: [
      example('number', seven, (k) => random.foldIn(k, 123)),
      example('tensor', `${large} i[]=65537`, (k, step) => random.bits(random.foldIn(k, step), [3])),
      example('computed', `${seven} i[]=5`, (k, step) => random.bits(random.foldIn(k, step.add(1)), [3])),
    ],
  },
  {
    name: 'key',
    dtypes: ['int32'],
    order: 0,
    cases: [example('literal', '', () => [random.key(1234567890123), random.bits(random.key(42), [3])])],
  },
];

/** Random numbers are the core's: these rows show that an engine receives them, and nothing but them. */
export const randomMethods: readonly Method[] = methods.map((method) => ({ ...method, single: true }));
