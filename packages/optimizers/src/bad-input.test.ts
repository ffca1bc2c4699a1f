import { tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import * as o from './index.js';

/** What JavaScript lets through, in functions whose own tests are of other things: a typed error that says what to give. */
const params = { weight: tensor([1, 2]) };
const notCalled = o.adam as unknown as o.Transform;

test.each<[string, () => unknown]>([
  ['chain: transform 2', () => o.chain(o.clipByGlobalNorm(1), notCalled)],
  ['partition: all: transform', () => o.partition({ all: { transform: notCalled } })],
  ['eightBit: inner', () => o.eightBit(notCalled)],
  ['galore: inner', () => o.galore(notCalled)],
  ['accumulate: inner', () => o.accumulate(notCalled, { steps: 2 })],
  ['freeze: inner', () => o.freeze(notCalled, 'weight')],
  ['masked: inner', () => o.masked(notCalled, 'weight')],
  ['cautious: inner', () => o.cautious(notCalled)],
  ['lookahead: inner', () => o.lookahead(notCalled)],
  ['lossScaling: inner', () => o.lossScaling(notCalled)],
  ['shard: inner', () => o.shard(notCalled, o.shardPlan(params, 1), 0)],
  ['skipNonFinite: inner', () => o.skipNonFinite(notCalled)],
])('%s that is not called is an error', (what, make) => {
  expect(make).toThrow(`${what} a function must be a transform, such as adam()`);
});

const withOptions = {
  ...{ addNoise: o.addNoise, decayWeights: o.decayWeights, addDecayedWeights: o.addDecayedWeights },
  ...{ stepSchedule: o.stepSchedule, multiStepSchedule: o.multiStepSchedule, linearSchedule: o.linearSchedule },
  ...{ exponentialSchedule: o.exponentialSchedule, polynomialSchedule: o.polynomialSchedule },
  ...{ cosineSchedule: o.cosineSchedule, cosineRestartsSchedule: o.cosineRestartsSchedule, wsdSchedule: o.wsdSchedule },
  ...{
    warmupCosineSchedule: o.warmupCosineSchedule,
    oneCycleSchedule: o.oneCycleSchedule,
    noamSchedule: o.noamSchedule,
  },
  ...{ cyclicSchedule: o.cyclicSchedule, inverseSqrtSchedule: o.inverseSqrtSchedule },
  ...{ slantedTriangularSchedule: o.slantedTriangularSchedule, reduceOnPlateau: o.reduceOnPlateau },
};
test.each(Object.entries(withOptions))('%s without its options is an error', (name, make) => {
  expect(() => (make as (options?: object) => unknown)()).toThrow(`${name}: needs options; it takes `);
});

test('missing states, trees and losses are errors', async () => {
  const missing = undefined as never;
  expect(() => o.swa().update(missing, params)).toThrow('swa: the state is undefined; make it with init(params)');
  expect(() => o.ema().update(missing, params)).toThrow('ema: the state is undefined; make it with init(params)');
  expect(() => o.shardPlan(undefined, 2)).toThrow('shardPlan: params are undefined; give a tree of tensors');
  expect(() => o.adam().init(undefined)).toThrow('scaleByAdam: params: undefined must be a tree of tensors');
  const loss = (() => 3) as never;
  await expect(o.lbfgs(loss, params)).rejects.toThrow('lbfgs: the function must give the loss and its gradients');
  await expect(o.lbfgs(() => [tensor(1), {}], {})).rejects.toThrow('lbfgs: the params hold no tensors');
});
