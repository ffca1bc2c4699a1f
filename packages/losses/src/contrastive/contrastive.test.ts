import { tensor } from '@saddlepoint/tensor';
import { wave } from '../../test/fixture.js';
import { testLosses } from '../../test/table.js';
import { clipLoss } from './clip.js';
import { infoNce } from './info-nce.js';
import { ntXent } from './nt-xent.js';
import { supCon } from './sup-con.js';
import { triplet } from './triplet.js';

const bad = wave([5], 1, 0);

testLosses('contrastive', {
  ntXent: {
    loss: (o, a, b) => ntXent(a, b, o),
    wrong: [
      [(o, a, b) => ntXent(a, b, { ...o, temperature: 0 }), 'ntXent: temperature 0 must be a number above 0'],
      [(o) => ntXent(bad, bad, o), 'ntXent: first must be [batch, features], got [5]'],
    ],
  },
  infoNce: {
    loss: (o, q, k) => infoNce(q, k, o),
    wrong: [
      [(o, q, k) => infoNce(q, k, { ...o, negatives: bad }), 'infoNce: negatives must be [count, features], got [5]'],
      [(o, q, k) => infoNce(q, k, { ...o, negatives: wave([2, 2], 1, 0) }), 'queries have 3 features and negatives 2'],
    ],
  },
  'infoNce negatives': { loss: (o, q, k, negatives) => infoNce(q, k, { ...o, negatives }) },
  clipLoss: {
    loss: (o, x, y, temperature) => clipLoss(x, y, { ...o, temperature }),
    large: [0, 1],
    wrong: [
      [
        (o, x, y) => clipLoss(x, y, { ...o, temperature: tensor(-1) }),
        'clipLoss: temperature -1 must be a number above 0',
      ],
      [(o, x) => clipLoss(x, bad, o), 'clipLoss: images and texts have different shapes'],
    ],
  },
  triplet: {
    loss: (o, a, p, n) => triplet(a, p, n, { ...o, margin: 2.5 }),
    wrong: [
      [(o, a, p, n) => triplet(a, p, n, { ...o, margin: -1 }), 'triplet: margin -1 must be a number from 0 up'],
      [(o, a, p) => triplet(a, p, bad, o), 'triplet: anchor and negative have different shapes, [4, 3] and [5]'],
    ],
  },
  supCon: {
    loss: (o, x, y) => supCon(x, y, o),
    wrong: [
      [(o, x) => supCon(x, bad, o), "supCon: labels of dtype float32 must be int32: labels.cast('int32')"],
      [(o, x) => supCon(x, tensor([1], { dtype: 'int32' }), o), 'supCon: labels must be [6], got [1]'],
    ],
  },
});
