import { grad, type Tensor, tensor } from '@saddlepoint/tensor';
import { test } from 'vitest';
import { expectClose, wave } from '../../test/fixture.js';
import { testLosses } from '../../test/table.js';
import { distillation } from './distillation.js';
import { jsDivergence } from './js-divergence.js';
import { klDivergence } from './kl-divergence.js';
import { mmd } from './mmd.js';

const bad = wave([5], 1, 0);
const probabilities = tensor(new Float64Array(12).fill(1 / 3), { shape: [4, 3] });

testLosses('divergence', {
  klDivergence: {
    loss: (o, z, p) => klDivergence(z, p, o),
    large: [0],
    wrong: [
      [
        (o, z) => klDivergence(z, bad, o),
        'klDivergence: logits and probabilities have different shapes, [4, 3] and [5]',
      ],
      [(o, z) => klDivergence(z, z.mul(1), o) && klDivergence(z, z, o), 'klDivergence: probabilities: -1.05'],
      [(o, _, p) => klDivergence(probabilities, p, o), 'klDivergence: logits look like probabilities'],
    ],
  },
  'klDivergence zeros': { loss: (o, z, p) => klDivergence(z, p, o) },
  jsDivergence: {
    loss: (o, a, b) => jsDivergence(a, b, o),
    wrong: [
      [(o, a) => jsDivergence(a, bad, o), 'jsDivergence: first and second have different shapes'],
      [(o) => jsDivergence(probabilities, probabilities, o), 'jsDivergence: first look like probabilities'],
    ],
  },
  distillation: {
    loss: (o, s, t) => distillation(s, t, { ...o, temperature: 3 }),
    wrong: [
      [
        (o, s, t) => distillation(s, t, { ...o, temperature: 0 }),
        'distillation: temperature 0 must be a number above 0',
      ],
      [(o, s) => distillation(s, probabilities, o), 'distillation: teacher look like probabilities'],
    ],
  },
  mmd: {
    loss: (o, x, y) => mmd(x, y, { ...o, bandwidths: [0.7, 2] }),
    single: true,
    wrong: [
      [(_, x) => mmd(x, bad), 'mmd: second must be [samples, features], got [5]'],
      [(_, x) => mmd(x, wave([3, 2], 1, 0)), 'mmd: first have 3 features and second 2'],
      [(_, x, y) => mmd(x, y, { bandwidths: [1, 0] }), 'mmd: bandwidths[1] 0 must be a number above 0'],
      [
        (_, x) => mmd(x, wave([1, 3], 1, 0), { unbiased: true }),
        'mmd: the unbiased estimate needs two samples or more',
      ],
    ],
  },
  'mmd unbiased': { loss: (o, x, y) => mmd(x, y, { ...o, unbiased: true }), single: true },
});

test('the teacher of a distillation gets no gradient', async () => {
  const [student, teacher] = [wave([4, 3], 1, 0), wave([4, 3], 1, 2)];
  await expectClose(grad((t: Tensor) => distillation(student, t))(teacher), new Array(12).fill(0));
});
