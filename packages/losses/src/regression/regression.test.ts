import { wave } from '../../test/fixture.js';
import { testLosses } from '../../test/table.js';
import { cosineDistance } from './cosine-distance.js';
import { gaussianNll } from './gaussian-nll.js';
import { huber } from './huber.js';
import { logCosh } from './log-cosh.js';
import { mae } from './mae.js';
import { mse } from './mse.js';
import { poissonNll } from './poisson-nll.js';
import { quantile } from './quantile.js';
import { smoothL1 } from './smooth-l1.js';

const bad = wave([5], 1, 0);

testLosses('regression', {
  mse: { loss: (o, a, b) => mse(a, b, o) },
  mae: {
    loss: (o, a, b) => mae(a, b, o),
    wrong: [[(o, a) => mae(a, bad, o), 'mae: prediction and target have different']],
  },
  huber: {
    loss: (o, a, b) => huber(a, b, { ...o, delta: 0.7 }),
    wrong: [
      [(o, a, b) => huber(a, b, { ...o, delta: 0 }), 'huber: delta 0 must be a number above 0'],
      [(o, a) => huber(a, bad, o), 'huber: prediction and target have different shapes, [3, 4] and [5]'],
    ],
  },
  smoothL1: {
    loss: (o, a, b) => smoothL1(a, b, { ...o, beta: 0.7 }),
    wrong: [[(o, a, b) => smoothL1(a, b, { ...o, beta: -1 }), 'smoothL1: beta -1 must be a number above 0']],
  },
  logCosh: {
    loss: (o, a, b) => logCosh(a, b, o),
    wrong: [
      [
        (o, a, b) => logCosh(a, b.cast('int32'), o),
        "logCosh: target of dtype int32 must be float: target.cast('float32')",
      ],
    ],
  },
  quantile: {
    loss: (o, a, b) => quantile(a, b, { ...o, quantile: 0.9 }),
    wrong: [[(o, a, b) => quantile(a, b, { ...o, quantile: 1 }), 'quantile: quantile 1 must be above 0 and below 1']],
  },
  // e^z of 1e4 is no float: the likelihood itself overflows, and nothing else.
  poissonNll: {
    loss: (o, z, k) => poissonNll(z, k, o),
    large: [],
    wrong: [
      [(o, z) => poissonNll(z, z, o), 'poissonNll: counts: -1.059672281816986 at position 2 must be a number from 0'],
    ],
  },
  'poissonNll full': { loss: (o, z, k) => poissonNll(z, k, { ...o, full: true }), large: [] },
  gaussianNll: {
    loss: (o, m, y, v) => gaussianNll(m, y, v, o),
    large: [0, 1],
    wrong: [[(o, m, y) => gaussianNll(m, y, bad, o), 'gaussianNll: mean and logVariance have different shapes']],
  },
  'gaussianNll full': { loss: (o, m, y, v) => gaussianNll(m, y, v, { ...o, full: true }), large: [0, 1] },
  cosineDistance: {
    loss: (o, a, b) => cosineDistance(a, b, o),
    wrong: [[(o, a) => cosineDistance(a, bad, o), 'cosineDistance: prediction and target have different shapes']],
  },
});
