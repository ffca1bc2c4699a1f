import { grad, sum, type Tensor, tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { expectClose, wave } from '../../test/fixture.js';
import { expectHessian } from '../../test/second-order.js';
import { testLosses } from '../../test/table.js';
import { annealedCapacity } from './annealed-capacity.js';
import { betaTc } from './beta-tc.js';
import { elbo } from './elbo.js';
import { freeBits } from './free-bits.js';
import { gaussianKl, gaussianKlTerms, monteCarloKl } from './gaussian-kl.js';
import { infoVae } from './info-vae.js';
import { iwae } from './iwae.js';
import { cyclicalKlSchedule, linearKlSchedule, sigmoidKlSchedule } from './kl-schedules.js';
import {
  bernoulliReconstruction,
  discretizedLogisticReconstruction,
  gaussianReconstruction,
  laplaceReconstruction,
} from './likelihoods.js';
import { quantize, updateCodebook, vqLoss } from './vector-quantization.js';

const bad = wave([5, 1], 1, 0);
const f64 = (...x: number[]) => tensor(Float64Array.from(x));

// σ² = e^±1e4 is no float: log-variances are left alone where the true value overflows.
testLosses('vae', {
  gaussianReconstruction: {
    loss: (o, x, m, v) => gaussianReconstruction(x, m, v, o),
    large: [0, 1],
    wrong: [
      [(o, x, m) => gaussianReconstruction(x, m, bad, o), 'gaussianReconstruction: x and logVariance have different'],
    ],
  },
  bernoulliReconstruction: {
    loss: (o, x, z) => bernoulliReconstruction(x, z, o),
    wrong: [
      [(o, _, z) => bernoulliReconstruction(z, z, o), 'bernoulliReconstruction: x: 1.8185948536513634 at position 1'],
    ],
  },
  laplaceReconstruction: { loss: (o, x, m, v) => laplaceReconstruction(x, m, v, o), large: [0, 1] },
  discretizedLogisticReconstruction: {
    loss: (o, x, m, v) => discretizedLogisticReconstruction(x, m, v, o),
    large: [1],
    // The reference takes differences of sigmoids, which lose digits in the tails.
    digits: 8,
    wrong: [
      [
        (o, _, m, v) => discretizedLogisticReconstruction(v.mul(1), m, v, { ...o, levels: 1 }),
        'levels 1 must be a whole',
      ],
    ],
  },
  gaussianKl: { loss: (o, m, v) => gaussianKl(m, v, o), large: [0] },
  monteCarloKl: { loss: (o, z, m, v) => monteCarloKl(z, m, v, o), large: [0, 1] },
  elbo: {
    loss: (o, r, k) => elbo(r, k, { ...o, beta: 4 }),
    wrong: [
      [(o, r, k) => elbo(r, k, { ...o, beta: -1 }), 'elbo: beta -1 must be a number from 0 up'],
      [(o, r) => elbo(r, bad, o), 'elbo: reconstruction and kl have different shapes, [5] and [5, 1]'],
    ],
  },
  annealedCapacity: {
    loss: (o, k) => annealedCapacity(k, 0.7, { ...o, gamma: 30 }),
    wrong: [[(o, k) => annealedCapacity(k, -1, o), 'annealedCapacity: capacity -1 must be a number from 0 up']],
  },
  freeBits: {
    loss: (o, k) => freeBits(k, 0.9, o),
    single: true,
    wrong: [[() => freeBits(wave([3], 1, 0), 1), 'freeBits: kl must be [batch, groups], got [3]']],
  },
  iwae: {
    loss: (o, w) => iwae(w, o),
    wrong: [[(o) => iwae(wave([3], 1, 0), o), 'iwae: logWeights must be [batch, samples], got [3]']],
  },
  infoVae: {
    loss: (o, r, k, d) => infoVae(r, k, d, { ...(o as object), alpha: 0.7, lambda: 5 }),
    single: true,
    wrong: [
      [(_, r, k, d) => infoVae(r, k, d, { alpha: 0, lambda: 0 }), 'infoVae: lambda 0 must be at least 1 − alpha'],
    ],
  },
  betaTc: {
    loss: (o, z, m, v) => betaTc(z, m, v, { ...o, datasetSize: 100, beta: 4 }),
    large: [0, 1],
    wrong: [
      [(o, z, m, v) => betaTc(z, m, v, { ...o, datasetSize: 9, beta: -1 }), 'betaTc: beta -1 must be a number from 0'],
    ],
  },
  vqLoss: {
    loss: (o, z, e) => vqLoss(z, e, o),
    stopped: true,
    wrong: [[(o, z, e) => vqLoss(z, e, { ...o, beta: -1 }), 'vqLoss: beta -1 must be a number from 0 up']],
  },
});

test('the discretised logistic is finite far out in the tails, and its levels add up to 1', async () => {
  const levels = Float64Array.from({ length: 256 }, (_, i) => i / 127.5 - 1);
  const x = tensor(levels, { shape: [256, 1] });
  const at = (mean: number, logScale: number) =>
    discretizedLogisticReconstruction(x, x.mul(0).add(mean), x.mul(0).add(logScale), { reduction: 'none' });
  await expectClose(sum(at(0.3, -2).neg().exp()), [1]);
  expect(Array.from(await at(50, -4).data()).every(Number.isFinite)).toBe(true);
});

test('second derivatives of the two parts of vqLoss', async () => {
  const [z, e] = [wave([3, 4], 1, 2), wave([3, 4], 2, 0.3)];
  await expectHessian((x) => vqLoss(x, e, { commitmentOnly: true }), z);
  await expectHessian((x) => vqLoss(z, x, { beta: 0 }), e);
});

test('the terms of the KL add up to it, and to free bits where each is dear enough', async () => {
  const [m, v] = [wave([3, 4], 2, 0.3), wave([3, 4], 0.7, 1.3)];
  const terms = gaussianKlTerms(m, v);
  await expectClose(sum(terms, 1), Array.from(await gaussianKl(m, v, { reduction: 'none' }).data()));
  await expectClose(freeBits(terms, 0), [await gaussianKl(m, v).item()]);
});

test('KL schedules', () => {
  expect([0, 5, 20].map(linearKlSchedule(10))).toEqual([0, 0.5, 1]);
  expect([0, 25, 50, 99, 100].map(cyclicalKlSchedule({ cycleSteps: 100 }))).toEqual([0, 0.5, 1, 1, 0]);
  expect(sigmoidKlSchedule(1000)(1000)).toBe(0.5);
  expect(sigmoidKlSchedule(1000)(3000)).toBeCloseTo(0.9933, 4);
  for (const schedule of [linearKlSchedule(10), sigmoidKlSchedule(5), cyclicalKlSchedule({ cycleSteps: 9 })]) {
    expect(() => schedule(-1)).toThrow('KlSchedule: step -1 must be a number from 0 up');
  }
  expect(() => linearKlSchedule(0)).toThrow('linearKlSchedule: warmupSteps 0 must be a number above 0');
  expect(() => cyclicalKlSchedule({ cycleSteps: 9, rise: 2 })).toThrow(
    'cyclicalKlSchedule: rise 2 must be above 0 and up',
  );
});

test('quantize finds the nearest codes and lets gradients through', async () => {
  const codebook = tensor([
    [0, 0],
    [1, 1],
    [-1, 2],
  ]);
  const latents = tensor([
    [0.9, 0.8],
    [0.1, -0.3],
  ]);
  const { codes, indices } = quantize(latents, codebook);
  expect(Array.from(await indices.data())).toEqual([1, 0]);
  await expectClose(codes, [1, 1, 0, 0]);
  const through = grad((z: Tensor) => sum(quantize(z, codebook).quantized.mul(tensor([2, 3]))))(latents);
  await expectClose(through, [2, 3, 2, 3]);
  expect(() => quantize(wave([2, 3], 1, 0), codebook)).toThrow('quantize: latents have 3 features and codes 2');
});

test('codes move to the running mean of their latents', async () => {
  const start = f64(0, 0, 1, 1).reshape([2, 2]);
  const state = { codebook: start, counts: f64(1, 1), sums: start };
  const latents = f64(1, 2, 3, 4, 5, 6).reshape([3, 2]);
  const next = updateCodebook(state, latents, tensor([0, 0, 0], { dtype: 'int32' }), { decay: 0.9, eps: 1e-5 });
  await expectClose(next.counts, [1.2, 0.9]);
  await expectClose(next.sums, [0.9, 1.2, 0.9, 0.9]);
  const smooth = [1.2, 0.9].map((n) => ((n + 1e-5) / (2.1 + 2e-5)) * 2.1);
  await expectClose(next.codebook, [0.9 / smooth[0]!, 1.2 / smooth[0]!, 0.9 / smooth[1]!, 0.9 / smooth[1]!]);
});
