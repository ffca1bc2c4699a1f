import { concat, key, type Tensor, tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { expectClose, wave } from '../../test/fixture.js';
import { expectHessian } from '../../test/second-order.js';
import { testLosses } from '../../test/table.js';
import { edmLoss, edmPreconditioning } from './edm.js';
import { flowMatching, logitNormalTimes, modeOf, modeTimes } from './flow-matching.js';
import { hybridDiffusion } from './hybrid.js';
import { offsetNoise } from './offset-noise.js';
import { diffusionLoss, diffusionTarget, priorPreservation } from './targets.js';
import { minSnrWeight, p2Weight } from './weights.js';

const bad = wave([5], 1, 0);
const pair = ({ point, velocity }: { point: Tensor; velocity: Tensor }) => concat([point, velocity], 0);
const step = (
  x0: Tensor,
  noise: Tensor,
  predictedNoise: Tensor,
  varianceMix: Tensor,
  alphaBar: Tensor,
  previousAlphaBar: Tensor,
  posteriorLogVariance: Tensor,
) => ({ x0, noise, predictedNoise, varianceMix, alphaBar, previousAlphaBar, posteriorLogVariance });
const target = (kind: 'epsilon' | 'x0' | 'v' | 'score') => ({
  loss: (_: object, x0: Tensor, noise: Tensor, alphaBar: Tensor) => diffusionTarget(kind, { x0, noise, alphaBar }),
  single: true as const,
  plain: true as const,
});

testLosses('diffusion', {
  'diffusionTarget epsilon': {
    ...target('epsilon'),
    wrong: [
      [
        (_, x0, noise) => diffusionTarget('epsilon', { x0, noise, alphaBar: tensor([1, 0.5, 0]) }),
        'diffusionTarget: alphaBar: 0 at position 2 must be above 0 and up to 1 (at 0, zero terminal SNR, ε says nothing',
      ],
      [
        (_, x0, noise) => diffusionTarget('score', { x0, noise, alphaBar: tensor([1, 0.5, 0]) }),
        'diffusionTarget: alphaBar: 1 at position 0 must be from 0 up to but not 1',
      ],
      [
        (_, x0, noise, alphaBar) => diffusionTarget('y' as 'v', { x0, noise, alphaBar }),
        "diffusionTarget: prediction 'y' is unknown; allowed: epsilon, x0, v, score",
      ],
      [
        (_, x0, noise) => diffusionTarget('x0', { x0, noise, alphaBar: tensor([1, 0.5]) }),
        'diffusionTarget: alphaBar must be [3], one for each sample, got [2]',
      ],
    ],
  },
  'diffusionTarget x0': target('x0'),
  'diffusionTarget v': target('v'),
  'diffusionTarget score': target('score'),
  diffusionLoss: {
    loss: (o, p, y) => diffusionLoss(p, y, o),
    wrong: [
      [(o, p) => diffusionLoss(p, bad, o), 'diffusionLoss: prediction and target have different shapes'],
      [
        (o, p, y) => diffusionLoss(p, y, { ...o, weights: tensor([1, -1, 0]) }),
        'weights: -1 at position 1 must be a number',
      ],
    ],
  },
  'diffusionLoss weights': { loss: (o, p, y, weights) => diffusionLoss(p, y, { ...o, weights }) },
  'minSnrWeight epsilon': {
    loss: (o, a) => minSnrWeight(a, 'epsilon', { ...(o as object), gamma: 2 }),
    single: true,
    large: [],
    wrong: [
      [() => minSnrWeight(tensor([0.5, 0]), 'epsilon'), 'minSnrWeight: alphaBar: 0 at position 1 must be above 0'],
      [() => minSnrWeight(tensor([0.5, 0]), 'score'), 'minSnrWeight: alphaBar: 0 at position 1 must be above 0'],
      [() => minSnrWeight(tensor([0.5, 1]), 'score'), 'minSnrWeight: alphaBar: 1 at position 1 must be from 0 up to'],
      [
        (_, a) => minSnrWeight(a, 'y' as 'v'),
        "minSnrWeight: prediction 'y' is unknown; allowed: epsilon, x0, v, score",
      ],
      [(_, a) => minSnrWeight(a, 'v', { gamma: 0 }), 'minSnrWeight: gamma 0 must be a number above 0'],
    ],
  },
  'minSnrWeight x0': { loss: (o, a) => minSnrWeight(a, 'x0', { ...(o as object), gamma: 2 }), single: true, large: [] },
  'minSnrWeight v': { loss: (o, a) => minSnrWeight(a, 'v', { ...(o as object), gamma: 2 }), single: true, large: [] },
  'minSnrWeight score': {
    loss: (o, a) => minSnrWeight(a, 'score', { ...(o as object), gamma: 2 }),
    single: true,
    large: [],
  },
  p2Weight: {
    loss: (o, a) => p2Weight(a, { ...(o as object), gamma: 0.5 }),
    single: true,
    large: [],
    wrong: [[(_, a) => p2Weight(a, { k: 0 }), 'p2Weight: k 0 must be a number above 0']],
  },
  edmPreconditioning: {
    loss: (o, s) => concat(Object.values(edmPreconditioning(s, o as object)), 0),
    single: true,
    large: [],
    wrong: [
      [() => edmPreconditioning(tensor([1, 0])), 'edmPreconditioning: sigma: 0 at position 1 must be a number above 0'],
    ],
  },
  edmLoss: {
    loss: (o, d, x, s) => edmLoss(d, x, s, o),
    wrong: [[(o, d, x) => edmLoss(d, x, bad, o), 'edmLoss: sigma must be [3], one for each sample, got [5]']],
  },
  flowMatching: {
    loss: (o, noise, data, t) => pair(flowMatching({ noise, data }, t, o as object)),
    single: true,
    wrong: [
      [
        (_, noise, data) => flowMatching({ noise, data }, tensor([0, 1, 2])),
        'flowMatching: t: 2 at position 2 must be from 0',
      ],
      [
        (_, noise, data, t) => flowMatching({ noise, data }, t, { sigma: 2 }),
        'flowMatching: sigma 2 must be from 0 to 1',
      ],
    ],
  },
  'flowMatching optimal transport': {
    loss: (o, noise, data, t) => pair(flowMatching({ noise, data }, t, { ...(o as object), sigma: 0.1 })),
    single: true,
  },
  modeTimes: { loss: (_, u) => modeOf(u, 1.29), single: true, plain: true },
  priorPreservation: {
    loss: (_, a, b) => priorPreservation(a, b, 0.7),
    single: true,
    plain: true,
    wrong: [[(_, a, b) => priorPreservation(a, b, -1), 'priorPreservation: weight -1 must be a number from 0 up']],
  },
  hybridDiffusion: {
    loss: (o, ...x) => hybridDiffusion(step(...(x as Parameters<typeof step>)), { ...o, steps: 500 }),
    stopped: true,
    large: [2],
    wrong: [
      [
        (o, a, b, c, d, _, f, g) => hybridDiffusion(step(a, b, c, d, tensor(new Float64Array(3)), f, g), o),
        'hybridDiffusion: alphaBar: 0 at position 0 must be above 0 and up to 1 (at 0, zero terminal SNR, ε says nothing',
      ],
      [
        (o, a, b, c, d, e, f) => hybridDiffusion(step(a, b, c, d, e, f, bad), o),
        'posteriorLogVariance must be [3], one for',
      ],
      [
        (o, a, b, c, ...x) => hybridDiffusion(step(a, b, c, bad, x[0]!, x[1]!, x[2]!), o),
        'x0 and varianceMix have different',
      ],
    ],
  },
});

test('second derivatives of the hybrid loss in the variance, at the first step too', async () => {
  const [x0, noise] = [wave([2, 4], 0.9, 0.3), wave([2, 4], 0.3, 2)];
  const numbers = (...x: number[]) => tensor(Float64Array.from(x));
  const levels = [numbers(0.999, 0.949), numbers(1, 0.999), numbers(-6.9, -6.93)] as const;
  await expectHessian((v) => hybridDiffusion(step(x0, noise, noise.mul(1.1), v, ...levels)), wave([2, 4], 0.5, 1));
});

test('weights at the ends of the schedule are finite', async () => {
  const ends = tensor([0, 1]);
  await expectClose(minSnrWeight(ends, 'v'), [0, 0]);
  await expectClose(minSnrWeight(ends, 'x0'), [0, 5]);
  await expectClose(minSnrWeight(tensor([1]), 'epsilon'), [0]);
});

test('times lie between 0 and 1, most in the middle', async () => {
  for (const times of [logitNormalTimes(key(1), 2000), modeTimes(key(1), 2000)]) {
    const t = await times.data();
    expect(Math.min(...t)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...t)).toBeLessThanOrEqual(1);
    expect(t.filter((x) => Math.abs(x - 0.5) < 0.25).length).toBeGreaterThan(1100);
  }
  expect(() => modeTimes(key(1), 5, 2)).toThrow('modeTimes: scale 2 must be from −1 to 2 / (π − 2)');
  expect(() => logitNormalTimes(key(1), 5, { std: 0 })).toThrow('logitNormalTimes: std 0 must be a number above 0');
});

test('offset noise is one number for each sample and channel', async () => {
  const noise = wave([2, 3, 4, 4], 1, 0);
  const offset = await offsetNoise(key(5), noise, 0.5).sub(noise).data();
  for (let i = 0; i < 96; i++) expect(offset[i]).toBeCloseTo(offset[i - (i % 16)]!, 12);
  expect(new Set(Array.from(offset, (x) => x.toFixed(9))).size).toBe(6);
  expect(() => offsetNoise(key(5), noise, -1)).toThrow('offsetNoise: strength -1 must be a number from 0 up');
});
