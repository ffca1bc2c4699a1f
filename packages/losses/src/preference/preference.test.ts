import { type Tensor, tensor } from '@saddlepoint/tensor';
import { wave } from '../../test/fixture.js';
import { testLosses } from '../../test/table.js';
import { dpo, ipo } from './dpo.js';
import { kto } from './kto.js';
import { simpo } from './simpo.js';

const bad = wave([2, 2], 1, 0);
const pairs = (policyChosen: Tensor, policyRejected: Tensor, referenceChosen: Tensor, referenceRejected: Tensor) => ({
  policyChosen,
  policyRejected,
  referenceChosen,
  referenceRejected,
});

testLosses('preference', {
  dpo: {
    loss: (o, a, b, c, d) => dpo(pairs(a, b, c, d), { ...o, beta: 0.5 }),
    wrong: [
      [(o, a, b, c) => dpo(pairs(a, b, c, bad), o), 'dpo: policyChosen and referenceRejected have different shapes'],
      [(o, a, b, c, d) => dpo(pairs(a, b, c, d), { ...o, beta: 0 }), 'dpo: beta 0 must be a number above 0'],
      [
        (o, a, b, c, d) => dpo(pairs(a, b, c, d), { ...o, labelSmoothing: 0.5 }),
        'labelSmoothing 0.5 must be from 0 up to',
      ],
    ],
  },
  'dpo smoothing': { loss: (o, a, b, c, d) => dpo(pairs(a, b, c, d), { ...o, labelSmoothing: 0.2 }) },
  ipo: {
    loss: (o, a, b, c, d) => ipo(pairs(a, b, c, d), { ...o, beta: 0.5 }),
    wrong: [[(o) => ipo(pairs(bad, bad, bad, bad), o), 'ipo: policyChosen must be [batch], got [2, 2]']],
  },
  kto: {
    loss: (o, policy, reference, desirable, kl) =>
      kto({ policy, reference, desirable, kl }, { ...o, beta: 0.3, desirableWeight: 1.2, undesirableWeight: 0.8 }),
    large: [0, 1],
    wrong: [
      [
        (o, p, r, desirable) => kto({ policy: p, reference: r, desirable, kl: tensor(-1) }, o),
        'kto: kl -1 must be a number',
      ],
      [
        (o, p, r, _, kl) => kto({ policy: p, reference: r, desirable: p, kl }, o),
        'kto: desirable of dtype float32 must be',
      ],
      [
        (o, p, r, desirable) => kto({ policy: p, reference: r, desirable, kl: p }, o),
        'kto: kl must be a scalar, got [5]',
      ],
      [
        (o, policy, reference, desirable, kl) =>
          kto({ policy, reference, desirable, kl }, { ...o, desirableWeight: -1 }),
        'kto: desirableWeight -1 must be a number from 0 up',
      ],
    ],
  },
  simpo: {
    loss: (o, c, r) => simpo(c, r, { ...o, beta: 2.5, gamma: 0.55 }),
    wrong: [[(o, c, r) => simpo(c, r, { ...o, gamma: -1 }), 'simpo: gamma -1 must be a number from 0 up']],
  },
});
