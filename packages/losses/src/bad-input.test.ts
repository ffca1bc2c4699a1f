import { compile, key, reference, type Shape, type Tensor, tensor } from '@saddlepoint/tensor';
import { strangeErrors } from '@saddlepoint/tensor/conformance';
import { expect, test } from 'vitest';
import { wave } from '../test/fixture.js';

import * as losses from './index.js';

const x = wave([2, 3], 1, 0.3);
const y = wave([2, 3], 1, 2);
const share = wave([2, 3], 0.4, 0).add(0.5);
const fractions = tensor([0.3, 0.5]);
const labels = tensor([0, 1], { dtype: 'int32' });
const three = wave([3], 1, 1);
const images = wave([2, 1, 5, 5], 1, 0);
const critic = (samples: Tensor) => samples.reshape([samples.shape[0]!, -1]).sum(1);
const pairs = { policyChosen: three, policyRejected: three, referenceChosen: three, referenceRejected: three };
const params = { a: x, b: three };
const ends = { noise: x, data: y };
const int = (shape: Shape) => tensor(new Int32Array(shape.reduce((a, b) => a * b, 1)).fill(1), { shape });
const scores = { real: three, fake: three };
const seven = wave([2], 0.1, 0);
const step = {
  ...{ x0: x, noise: x, predictedNoise: y, varianceMix: y, alphaBar: fractions },
  ...{ previousAlphaBar: fractions.add(0.1), posteriorLogVariance: seven },
};

/** Every function with arguments that are right. */
const right = {
  annealedCapacity: [three, 1, { gamma: 1 }],
  began: [scores, tensor(0), { gamma: 0.5, lambda: 0.1 }],
  bernoulliReconstruction: [share, x, {}],
  betaTc: [x, x, y, { datasetSize: 9, alpha: 1, beta: 1, gamma: 1 }],
  binaryCrossEntropy: [x, share, { labelSmoothing: 0.1, posWeight: tensor(1) }],
  binaryFocal: [x, share, { gamma: 1, alpha: 0.5 }],
  clipLoss: [x, y, { temperature: 1 }],
  clipWeights: [params, 0.1],
  cosineDistance: [x, y, {}],
  crossEntropy: [
    x,
    labels,
    { axis: 1, classWeights: tensor([1, 2, 3]), labelSmoothing: 0.1, ignoreIndex: 0, zLoss: 1, mask: tensor(true) },
  ],
  ctc: [wave([2, 4, 3], 1, 0), int([2, 2]), { inputLengths: int([2]), labelLengths: int([2]), blank: 0 }],
  cyclicalKlSchedule: [{ cycleSteps: 9, rise: 0.5 }],
  dice: [x, share, { smooth: 1, squared: true, mask: tensor(true) }],
  diffusionLoss: [x, y, { weights: tensor([1, 2]) }],
  diffusionTarget: ['v', { x0: x, noise: y, alphaBar: fractions }],
  discretizedLogisticReconstruction: [x, y, y, { levels: 16 }],
  distillation: [x, y, { temperature: 2, axis: 1 }],
  dpo: [pairs, { beta: 1, labelSmoothing: 0.1 }],
  edmLoss: [x, y, fractions, { sigmaData: 0.5 }],
  edmPreconditioning: [fractions, { sigmaData: 0.5 }],
  elasticPenalty: [params, { l1: 1, l2: 1, filter: () => true }],
  elbo: [three, three, { beta: 1 }],
  featureMatching: [[x], [y], {}],
  flipLabels: [key(1), scores, 0.1],
  flowMatching: [ends, fractions, { sigma: 0.1 }],
  focal: [x, labels, { gamma: 1 }],
  freeBits: [x, 1, {}],
  gaussianKl: [x, y, {}],
  gaussianKlTerms: [x, y],
  gaussianNll: [x, y, y, { full: true }],
  gaussianReconstruction: [x, y, y, {}],
  gradientPenalty: [critic, x, { weight: 1, target: 1, oneSided: true }],
  hinge: [x, x.mul(0).add(1), { squared: true }],
  hingeGan: [],
  huber: [x, y, { delta: 1 }],
  hybridDiffusion: [step, { steps: 9 }],
  infoNce: [x, y, { temperature: 1, negatives: x }],
  infoVae: [three, three, tensor(1), { alpha: 1, lambda: 9 }],
  instanceNoise: [key(1), x, 0.1],
  ipo: [pairs, { beta: 1 }],
  iwae: [x, {}],
  jsDivergence: [x, y, { axis: 1 }],
  klDivergence: [x, share, { axis: 1 }],
  kto: [
    { policy: three, reference: three, desirable: tensor([true, false, true]), kl: tensor(0.1) },
    { beta: 1, desirableWeight: 1, undesirableWeight: 1 },
  ],
  l1Penalty: [params, { filter: () => true }],
  l2Penalty: [params, { filter: () => true }],
  laplaceReconstruction: [x, y, y, {}],
  leastSquaresGan: [{ fakeLabel: 0, realLabel: 1, generatorLabel: 1 }],
  linearKlSchedule: [9],
  logCosh: [x, y, {}],
  logitNormalTimes: [key(1), 3, { mean: 0, std: 1 }],
  mae: [x, y, {}],
  minSnrWeight: [fractions, 'v', { gamma: 5 }],
  mixSamples: [key(1), x, y],
  mmd: [x, y, { bandwidths: [1], unbiased: true }],
  modeTimes: [key(1), 3, 1],
  monteCarloKl: [x, y, y, {}],
  mse: [x, y, { reduction: 'sum', mask: tensor(true) }],
  multiclassHinge: [x, labels, { margin: 1 }],
  nonSaturatingGan: [{ realLabel: 1, fakeLabel: 0 }],
  ntXent: [x, y, { temperature: 1 }],
  offsetNoise: [key(1), images, 0.1],
  p2Weight: [fractions, { gamma: 1, k: 1 }],
  pathLength: [
    (w: Tensor) => w.reshape([2, 3, 1, 1]),
    x,
    y.reshape([2, 3, 1, 1]),
    tensor(0),
    { weight: 1, decay: 0.1 },
  ],
  perceptual: [(image: Tensor) => [image], images, images, { layerWeights: [1], normalize: true }],
  perturbSamples: [key(1), x, 0.1],
  poissonNll: [x, share, { full: true }],
  poly: [x, labels, { epsilon: 1 }],
  priorPreservation: [tensor(1), tensor(1), 1],
  quantile: [x, y, { quantile: 0.5 }],
  quantize: [x, y],
  r1Penalty: [critic, x, { gamma: 1, interval: 2 }],
  r2Penalty: [critic, x, { gamma: 1, interval: 2 }],
  r3gan: [critic, { real: x, fake: y }, { gamma: 1 }],
  relativisticAverageGan: [],
  relativisticGan: [],
  saturatingGan: [{ realLabel: 1, fakeLabel: 0 }],
  sigmoidKlSchedule: [9, 0.1],
  simpo: [three, three, { beta: 1, gamma: 1 }],
  smoothL1: [x, y, { beta: 1 }],
  ssim: [images, images, { dataRange: 1, windowSize: 3, sigma: 1 }],
  supCon: [x, labels, { temperature: 1 }],
  transportPairs: [
    ends,
    { method: 'sinkhorn', epsilon: 0.5, iterations: 99, normalizeCost: true, key: key(1) } as const,
  ],
  triplet: [x, y, y, { margin: 1 }],
  updateCodebook: [{ codebook: x, counts: tensor([1, 1]), sums: x }, y, labels, { decay: 0.9, eps: 1e-5 }],
  vqLoss: [x, y, { beta: 1, commitmentOnly: true }],
  wassersteinGan: [],
} satisfies { [Name in keyof typeof losses]: Parameters<(typeof losses)[Name]> };

const cases = Object.entries(losses).map(
  ([name, fn]) => [name, fn as (...args: never[]) => unknown, right[name as keyof typeof losses]] as const,
);

test('no function is left out', () => {
  expect(Object.keys(right)).toEqual(Object.keys(losses).sort());
});

test.each(cases)('%s answers wrong arguments with errors of its own', async (_name, fn, args) => {
  expect(await strangeErrors(fn, args)).toEqual([]);
});

const { nonSaturatingGan, saturatingGan, leastSquaresGan, wassersteinGan, hingeGan } = losses;
const { relativisticGan, relativisticAverageGan } = losses;
test.each([
  ...[nonSaturatingGan, saturatingGan, leastSquaresGan, wassersteinGan, hingeGan],
  ...[relativisticGan, relativisticAverageGan],
])('so do both players of %o', async (gan) => {
  const { discriminator, generator } = gan();
  expect(await strangeErrors(discriminator, [scores, {}])).toEqual([]);
  expect(await strangeErrors(generator, [scores, {}])).toEqual([]);
});

test.each<[message: string, call: () => unknown]>([
  ["mse: reduction 'null' is unknown", () => losses.mse(x, y, { reduction: null as never })],
  ['mse: mask must be a tensor, got 0', () => losses.mse(x, y, { mask: 0 as never })],
  ['crossEntropy: mask must be a tensor, got 0', () => losses.crossEntropy(x, labels, { mask: 0 as never })],
  ['classWeights must be a tensor, got 0', () => losses.crossEntropy(x, labels, { classWeights: 0 as never })],
  ['elbo: beta -1 must be a number from 0 up', () => losses.elbo(three, three, { beta: tensor(-1) })],
  ['elbo: beta must be a scalar, got [3]', () => losses.elbo(three, three, { beta: three })],
  ['huber: delta a Tensor must be a number above 0', () => losses.huber(x, y, { delta: tensor(1) as never })],
  ['hinge: squared 1 must be true or false', () => losses.hinge(x, x, { squared: 1 as never })],
  ['r1Penalty: the critic must be a function, got 3', () => losses.r1Penalty(3 as never, x)],
  ["r1Penalty: the critic's score must be a tensor, got 3", () => losses.r1Penalty(() => 3 as never, x)],
  ['expected { real, fake }, got a Tensor', () => losses.hingeGan().discriminator(three as never)],
  ["l1Penalty: a of dtype int32 must be float: a.cast('float32')", () => losses.l1Penalty({ a: labels })],
  ['clipWeights: there are no parameters', () => losses.clipWeights({})],
  ['mmd: bandwidths must be one number or more', () => losses.mmd(x, y, { bandwidths: [] })],
  ['mmd: bandwidths must be a list, got 1', () => losses.mmd(x, y, { bandwidths: 1 as never })],
  ['supCon: labels must be a tensor, got an array; wrap it: tensor(val', () => losses.supCon(x, [0, 1] as never)],
  ['began: k 2 must be from 0 to 1', () => losses.began(scores, tensor(2))],
  ['updateCodebook: indices: class 2 at position 1 is out of range; allowed: 0 to 1', () => updateBy([0, 2])],
  ['updateCodebook: indices must be [2], got [3]', () => updateBy([0, 0, 0])],
])('%s', (message, call) => {
  expect(call).toThrow(message);
});

function updateBy(indices: number[]): unknown {
  const state = { codebook: x, counts: tensor([1, 1]), sums: x };
  return losses.updateCodebook(state, y, tensor(indices, { dtype: 'int32' }));
}

test('numbers of the program out of range are errors in a compiled function too', async () => {
  const run = compile(reference(), (a: Tensor, b: Tensor) => losses.ntXent(a, b, { temperature: 0 }));
  await expect(run(x, y)).rejects.toThrow('ntXent: temperature 0 must be a number above 0');
});
