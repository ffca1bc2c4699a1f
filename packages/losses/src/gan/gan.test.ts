import { grad, key, sum, type Tensor, tanh, tensor } from '@saddlepoint/tensor';
import { describe, expect, test } from 'vitest';
import { expectClose, wave } from '../../test/fixture.js';
import { testLosses } from '../../test/table.js';
import { testLoss } from '../conformance/index.js';
import { began } from './began.js';
import { clipWeights } from './clip-weights.js';
import { featureMatching } from './feature-matching.js';
import { gradientPenalty } from './gradient-penalty.js';
import { hingeGan } from './hinge-gan.js';
import { leastSquaresGan } from './least-squares-gan.js';
import { nonSaturatingGan, saturatingGan } from './non-saturating-gan.js';
import { pathLength } from './path-length.js';
import { r1Penalty, r2Penalty } from './r1-penalty.js';
import { r3gan } from './r3gan.js';
import { relativisticAverageGan, relativisticGan } from './relativistic-gan.js';
import { flipLabels, instanceNoise, mixSamples, perturbSamples } from './samples.js';
import { wassersteinGan } from './wasserstein-gan.js';

const f64 = (x: number) => tensor(Float64Array.of(x), { shape: [] });
const bad = wave([5], 1, 0);
const critic = (w: Tensor) => (x: Tensor) => {
  const z = x.matmul(w);
  return sum(tanh(z).square(), 1).add(sum(z, 1));
};
const generator = (w: Tensor) => (z: Tensor) => tanh(sum(z, 1).matmul(w)).reshape([3, 1, 1, 5]).mul(3);
const noise = wave([3, 1, 1, 5], 1, 0.2);
const layers = (x: Tensor) => [x, tanh(x)];

testLosses('gan', {
  'nonSaturatingGan discriminator': {
    loss: (o, real, fake) => nonSaturatingGan().discriminator({ real, fake }, o),
    wrong: [
      [
        (o, real) => nonSaturatingGan().discriminator({ real, fake: bad }, o),
        'nonSaturatingGan.discriminator: real and fake',
      ],
      [() => nonSaturatingGan({ realLabel: 1.1 }), 'nonSaturatingGan: realLabel 1.1 must be from 0 to 1'],
    ],
  },
  'nonSaturatingGan discriminator, labels': {
    loss: (o, real, fake) => nonSaturatingGan({ realLabel: 0.9, fakeLabel: 0.1 }).discriminator({ real, fake }, o),
  },
  'nonSaturatingGan generator': { loss: (o, fake) => nonSaturatingGan().generator({ fake }, o) },
  'saturatingGan generator': { loss: (o, fake) => saturatingGan().generator({ fake }, o) },
  'leastSquaresGan discriminator': {
    loss: (o, real, fake) => leastSquaresGan({ realLabel: 0.9, fakeLabel: -1 }).discriminator({ real, fake }, o),
    wrong: [
      [() => leastSquaresGan({ realLabel: Number.NaN }), 'leastSquaresGan: realLabel NaN must be a finite number'],
    ],
  },
  'leastSquaresGan generator': { loss: (o, fake) => leastSquaresGan().generator({ fake }, o) },
  'wassersteinGan discriminator': { loss: (o, real, fake) => wassersteinGan().discriminator({ real, fake }, o) },
  'wassersteinGan generator': { loss: (o, fake) => wassersteinGan().generator({ fake }, o) },
  'hingeGan discriminator': { loss: (o, real, fake) => hingeGan().discriminator({ real, fake }, o) },
  'hingeGan generator': { loss: (o, fake) => hingeGan().generator({ fake }, o) },
  'relativisticGan discriminator': { loss: (o, real, fake) => relativisticGan().discriminator({ real, fake }, o) },
  'relativisticGan generator': {
    loss: (o, real, fake) => relativisticGan().generator({ real, fake }, o),
    wrong: [[(o, fake) => relativisticGan().generator({ fake }, o), 'the scores of real samples are needed too']],
  },
  'relativisticAverageGan discriminator': {
    loss: (o, real, fake) => relativisticAverageGan().discriminator({ real, fake }, o),
  },
  'relativisticAverageGan generator': {
    loss: (o, real, fake) => relativisticAverageGan().generator({ real, fake }, o),
  },
  gradientPenalty: {
    loss: (o, x, w) => gradientPenalty(critic(w), x, o),
    large: [0],
    wrong: [
      [
        (o, x) => gradientPenalty((y) => y, x, o),
        'gradientPenalty: the critic must give one score a sample, 3, got 12',
      ],
      [
        (o, x, w) => gradientPenalty(critic(w), x, { ...o, weight: -1 }),
        'gradientPenalty: weight -1 must be a number from 0',
      ],
      [(o, _, w) => gradientPenalty(critic(w), bad, o), 'gradientPenalty: samples must be [batch, ...], got 1 axes'],
    ],
  },
  'gradientPenalty one-sided': {
    loss: (o, x, w) => gradientPenalty(critic(w), x, { ...o, oneSided: true }),
    large: [0],
  },
  r1Penalty: {
    loss: (o, x, w) => r1Penalty(critic(w), x, { ...o, gamma: 5 }),
    large: [0],
    wrong: [
      [(o, x, w) => r1Penalty(critic(w), x, { ...o, interval: 0 }), 'r1Penalty: interval 0 must be a number above 0'],
    ],
  },
  r2Penalty: {
    loss: (o, x, w) => r2Penalty(critic(w), x, { ...o, interval: 16 }),
    large: [0],
    wrong: [
      [(o, x, w) => r2Penalty(critic(w), x, { ...o, gamma: -1 }), 'r2Penalty: gamma -1 must be a number from 0 up'],
    ],
  },
  r3gan: { loss: (o, real, fake, w) => r3gan(critic(w), { real, fake }, { ...o, gamma: 1.5 }), large: [0, 1] },
  pathLength: {
    // A mask changes the mean length, and with it every penalty: it is tried below.
    loss: (o, z, w, noise) => pathLength(generator(w), z, noise, f64(0.3), { ...o, reduction: 'none' }).penalty,
    single: true,
    large: [0],
    wrong: [
      [(_, z, w) => pathLength(generator(w), z, bad, tensor(0)), 'pathLength: noise must be [3, 1, 1, 5], got [5]'],
      [
        (_, z, w, y) => pathLength(generator(w), z, y, tensor(0), { decay: 2 }),
        'pathLength: decay 2 must be from 0 to 1',
      ],
    ],
  },
  featureMatching: {
    loss: (o, x, y) => featureMatching(layers(x), layers(y), o),
    single: true,
    wrong: [
      [(_, x) => featureMatching([x], []), 'featureMatching: 1 layers of real and 0 of fake features'],
      [(_, x) => featureMatching([x], [bad]), 'featureMatching: real[0] and fake[0] have different shapes'],
    ],
  },
  'began discriminator': {
    loss: (o, real, fake) => began({ real, fake }, f64(0.4), o as object).discriminator,
    single: true,
    wrong: [[(_, real, fake) => began({ real, fake }, tensor(0), { gamma: 2 }), 'began: gamma 2 must be from 0 to 1']],
  },
  'began generator': { loss: (o, fake) => began({ real: fake, fake }, f64(0.4), o as object).generator, single: true },
});

test('a flat critic has a penalty and no gradient', async () => {
  const penalty = gradientPenalty((x) => sum(x.mul(0), 1), wave([2, 3], 1, 0), { reduction: 'none' });
  await expectClose(penalty, [10, 10]);
});

test('began moves k towards the balance, within 0 and 1', async () => {
  const errors = { real: tensor([2, 4]), fake: tensor([1, 0]) };
  const { k, convergence } = began(errors, f64(0.2), { lambda: 0.1 });
  await expectClose(k, [0.3]);
  await expectClose(convergence, [4]);
  await expectClose(began(errors, f64(0.2), { lambda: 100 }).k, [1]);
});

test('what is held fixed gets no gradient: features of real samples, k, the mean length', async () => {
  const [real, fake] = [wave([3, 2], 1, 0), wave([3, 2], 1, 2)];
  await expectClose(grad((x: Tensor) => featureMatching([x], [fake]))(real), new Array(6).fill(0));
  const errors = { real: tensor([2, 4]), fake: tensor([1, 0]) };
  await expectClose(grad((k: Tensor) => began(errors, k).discriminator)(tensor(0.2)), [0]);
  const lengthOf = (z: Tensor) => pathLength(generator(wave([4, 5], 0.5, 0.6)), z, noise, f64(0.3)).meanLength;
  await expectClose(grad(lengthOf)(wave([3, 2, 4], 0.4, 0.3)), new Array(24).fill(0));
});

testLoss(
  'pathLength, its mean length held',
  {
    loss: (o, z) => pathLength(generator(wave([4, 5], 0.5, 0.6)), z!, noise, f64(0.3), { ...o, decay: 0 }).penalty,
    inputs: [wave([3, 2, 4], 0.4, 0.3)],
  },
  { describe, it: test },
);

test('the mean path length is of the samples that count', async () => {
  const lengthOf = (z: Tensor, y: Tensor, mask?: Tensor) => {
    const g = (x: Tensor) => tanh(sum(x, 1).matmul(wave([4, 5], 0.5, 0.6))).reshape([-1, 1, 1, 5]);
    return pathLength(g, z, y, f64(0), mask ? { decay: 1, mask } : { decay: 1 }).meanLength;
  };
  const z = wave([3, 2, 4], 0.4, 0.3);
  const first = (x: Tensor) => x.slice({ axis: 0, end: 2 });
  const expected = await lengthOf(first(z), first(noise)).item();
  await expectClose(lengthOf(z, noise, tensor([true, true, false])), [expected]);
});

test('the mean path length follows', async () => {
  const z = wave([3, 2, 4], 0.4, 0.3);
  const { meanLength } = pathLength(generator(wave([4, 5], 0.5, 0.6)), z, wave([3, 1, 1, 5], 1, 0.2), tensor(0), {
    decay: 1,
  });
  expect(await meanLength.item()).toBeGreaterThan(0.1);
});

test('mixed, perturbed and noisy samples', async () => {
  const [real, fake] = [
    tensor(new Float32Array(300), { shape: [100, 3] }),
    tensor(new Float32Array(300).fill(1), { shape: [100, 3] }),
  ];
  const mixed = await mixSamples(key(1), real, fake).data();
  for (let i = 0; i < 300; i += 3) expect([mixed[i + 1], mixed[i + 2]]).toEqual([mixed[i], mixed[i]]);
  expect(Math.min(...mixed)).toBeGreaterThanOrEqual(0);
  expect(new Set(mixed).size).toBeGreaterThan(90);
  const spread = wave([100, 3], 2, 0);
  const near = await perturbSamples(key(2), spread).sub(spread).data();
  const deviation = Math.sqrt(await spread.variance().item());
  expect(Math.min(...near)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...near)).toBeLessThanOrEqual(deviation / 2);
  expect(Math.max(...near)).toBeGreaterThan(deviation * 0.48);
  const noisy = instanceNoise(key(3), real, 0.2);
  expect(Math.sqrt(await noisy.variance().item())).toBeCloseTo(0.2, 1);
  expect(() => instanceNoise(key(3), real, -1)).toThrow('instanceNoise: std -1 must be a number from 0 up');
  expect(() => mixSamples(tensor(1), real, fake)).toThrow('mixSamples: key must be a key such as key(');
});

test('flipped labels exchange scores in pairs, as often as asked', async () => {
  const scores = { real: wave([1000], 1, 0).add(5), fake: wave([1000], 1, 0) };
  const flipped = flipLabels(key(4), scores, 0.1);
  const [real, fake] = [await flipped.real.data(), await flipped.fake.data()];
  const count = real.filter((x) => x < 3).length;
  expect(count).toBeGreaterThan(70);
  expect(count).toBeLessThan(130);
  expect(fake.filter((x) => x > 3).length).toBe(count);
  expect(() => flipLabels(key(4), scores, 2)).toThrow('flipLabels: probability 2 must be from 0 to 1');
});

test('clipped weights', async () => {
  const { a } = clipWeights({ a: tensor(Float64Array.of(-1, 0.005, 0.02)) });
  await expectClose(a, [-0.01, 0.005, 0.01]);
  expect(() => clipWeights({ a: tensor(1) }, 0)).toThrow('clipWeights: limit 0 must be a number above 0');
});
