import { add, type Backend, key, matmul, reference, type Tensor, tensor } from '@saddlepoint/tensor';
import { strangeErrors } from '@saddlepoint/tensor/conformance';
import { expect, test } from 'vitest';
import { wave } from '../test/fixture.js';

import type { LayerLike } from './index.js';
import * as stabilizers from './index.js';

const {
  adaptiveAugmentation,
  checkpointed,
  clipReport,
  countClips,
  dropPath,
  spatialDropout,
  spectralNormalization,
  spikeGuard,
  weightClipping,
  weightNorm,
} = stabilizers;

const x = wave([2, 3], 1, 0.3);
const images = wave([2, 3, 4, 4], 1, 0);
const scores = wave([4], 1, 0);
type Params = { weight: Tensor; bias: Tensor };
const params: Params = { weight: wave([4, 3], 1, 0), bias: wave([4], 1, 0) };
const layer: LayerLike<Params> = {
  init: () => params,
  apply: (p, input) => matmul(input, p.weight, { transposeB: true }).add(p.bias),
};
const clip = { name: 'clip', init: () => ({}), update: <P>(updates: P) => ({ updates, state: {} }) };
const critic = (samples: Tensor) => samples.sum(1);
const double = (input: Tensor) => add(input, input);
// Without properties of its own: an engine that lacks a part is none of these mistakes.
const engine: Backend = Object.create(reference());
const pair = { scores, augmented: scores };

/** Every function with arguments that are right. */
const right = {
  SpikeError: [],
  adaAugment: [key(1), images, 0.5, { policy: ['color'] }],
  adaptiveAugmentation: [{ target: 0.6, speed: 9, interval: 4, start: 0 }],
  autocast: [],
  balancedConsistency: [pair, pair, { realWeight: 1, fakeWeight: 1 }],
  checkpointed: [[layer, layer], { every: 1 }],
  clipReport: [countClips(clip).init(params)],
  consistencyPenalty: [scores, scores, { weight: 1 }],
  convSingularValues: [images, [5, 5]],
  countClips: [clip],
  deadUnits: [{ a: x }, { threshold: 0 }],
  diffAugment: [key(1), images, { policy: ['cutout'], translation: 0.1, cutout: 0.5 }],
  dropPath: [0.5],
  dropPathRates: [0.5, 3],
  findNonFinite: [engine, double, [x], { infinities: true }],
  gameBalance: [{ real: scores, fake: scores }, { boundary: 0 }],
  gradientRatios: [params, params],
  guardFinite: [engine, double, { infinities: true }],
  latentConsistency: [
    { samples: x, moved: x, scores, movedScores: scores },
    { discriminatorWeight: 1, generatorWeight: 1 },
  ],
  lipschitzEstimate: [critic, x],
  mixedPrecision: [double, { allow: ['matmul'], deny: ['exp'] }],
  orthogonalPenalty: [params, { kind: 'soft', match: '**.weight' }],
  parsevalStep: [params, { beta: 0.1, match: '**.weight' }],
  sampleDiversity: [x, { tolerance: 0.1 }],
  spatialDropout: [0.5],
  spectralNorm: [layer, { iterations: 1, dim: 0, eps: 1e-9, match: '**.weight' }],
  spectralNormalization: [{ iterations: 1, conv: { size: [4, 4], padding: 1 }, eps: 1e-9, match: '**.weight' }],
  spectralPenalty: [{ a: tensor(1) }],
  spikeGuard: [
    { window: 8, warmup: 4, threshold: 8, kind: 'mad', every: 1, snapshots: 1, lag: 0, skip: 0, maxRollbacks: 1 },
  ],
  sripPenalty: [key(1), params, { iterations: 2, match: '**.weight' }],
  stochasticDepth: [layer, 0.5],
  weightClipping: [0.1, { match: '**' }],
  weightNorm: [layer, { dim: 0, match: '**.weight' }],
} satisfies Record<keyof typeof stabilizers, readonly unknown[]>;

const functions = Object.entries(stabilizers).flatMap(([name, value]) =>
  name === 'SpikeError' || typeof value !== 'function'
    ? []
    : [[name, value as (...args: never[]) => unknown, right[name as keyof typeof stabilizers]] as const],
);

/** What those functions return, where it is called in turn. */
const methods = [
  ['spectralNormalization.init', spectralNormalization().init, [key(1), params]],
  [
    'spectralNormalization.normalize',
    spectralNormalization().normalize,
    [params, spectralNormalization().init(key(1), params)],
  ],
  [
    'spectralNormalization.update',
    spectralNormalization().update,
    [params, spectralNormalization().init(key(1), params)],
  ],
  ['weightNorm.apply', weightNorm(layer).apply, [weightNorm(layer).init(key(1)), x]],
  ['weightClipping.update', weightClipping().update, [params, {}, params]],
  ['countClips.update', countClips(clip).update, [params, countClips(clip).init(params), params]],
  ['spatialDropout.apply', spatialDropout().apply, [{}, images, { training: true, key: key(1) }]],
  ['dropPath.apply', dropPath().apply, [{}, images, { training: true, key: key(1) }]],
  ['checkpointed.init', checkpointed([layer], { every: 1 }).init, [key(1)]],
  ['adaptiveAugmentation.update', adaptiveAugmentation().update, [adaptiveAugmentation().init(), 0.5, 8]],
  ['spikeGuard.observe', spikeGuard().observe, [1, 0.5, params]],
] as const;

test.each([...functions, ...methods])('%s answers wrong arguments with errors of its own', async (_name, fn, args) => {
  expect(await strangeErrors(fn as (...args: never[]) => unknown, args)).toEqual([]);
});

test.each<[message: string, call: () => unknown]>([
  ['convSingularValues: size 3 must be 2 whole numbers', () => stabilizers.convSingularValues(images, 3 as never)],
  [
    "findNonFinite: args must be the list of the function's arguments, got a Tensor",
    () => stabilizers.findNonFinite(reference(), double, x as never),
  ],
  [
    'findNonFinite: expected a backend such as reference(), got a function',
    () => stabilizers.findNonFinite(reference as never, double, [x]),
  ],
  ['findNonFinite: fn must be a function, got a Tensor', () => stabilizers.findNonFinite(reference(), x as never, [])],
])('%s', async (message, call) => {
  await expect(call).rejects.toThrow(message);
});

test.each<[message: string, call: () => unknown]>([
  ['adaAugment: p -0.5 must be from 0 to 1', () => stabilizers.adaAugment(key(1), images, tensor(-0.5))],
  ['state.probability 2 must be from 0 to 1', () => updateAda({ probability: 2 })],
  ['state.signs NaN must be a finite number', () => updateAda({ signs: Number.NaN })],
  ['balancedConsistency: real.augmented must be a tensor', () => balanced({ scores } as never)],
  ['balancedConsistency: expected { scores, augmented }, got a Tensor', () => balanced(scores as never)],
  ['checkpointed: parameters must be a list of 1, one a layer, got a list of 0', () => checkpointedBy([])],
  ['countClips: the trees differ; missing: bias', () => clippedBy({ weight: x } as Params)],
  ["parsevalStep: 'weight' of dtype int32 must be float", () => stabilizers.parsevalStep({ weight: x.cast('int32') })],
  ['deadUnits: there are no activations', () => stabilizers.deadUnits({})],
  ['gradientRatios: there are no parameters', () => stabilizers.gradientRatios({}, {})],
  ['guardFinite: infinities 1 must be', () => stabilizers.guardFinite(reference(), double, { infinities: 1 as never })],
  ['lipschitzEstimate: the critic must be a function', () => stabilizers.lipschitzEstimate(x as never, x)],
  ['mixedPrecision: fn must be a function, got a Tensor', () => stabilizers.mixedPrecision(x as never)],
  ['spectralNorm: dim -1 must be a whole number from 0 up', () => stabilizers.spectralNorm(layer, { dim: -1 })],
  ['weightClipping: match 3 must be a pattern of paths', () => weightClipping(1, { match: 3 as never })],
])('%s', (message, call) => {
  expect(call).toThrow(message);
});

test('counts of something else', async () => {
  const state = countClips(clip).init(params);
  await expect(clipReport({ ...state, steps: scores })).rejects.toThrow('clipReport: the state has no steps, acted');
});

const updateAda = (changed: object) =>
  adaptiveAugmentation().update({ ...adaptiveAugmentation().init(), ...changed }, 0.5, 8);
const balanced = (real: typeof pair) => stabilizers.balancedConsistency(real, pair);
const checkpointedBy = (given: unknown[]) => checkpointed([layer], { every: 1 }).apply(given, x);
const clippedBy = (grads: Params) => countClips(clip).update(grads, countClips(clip).init(params), params);
