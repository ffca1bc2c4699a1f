import { expect, test } from 'vitest';
import { change, expectTrajectory } from '../test/trajectory.js';
import { type SgdOptions, sgd } from './sgd.js';

test.each<[string, SgdOptions]>([
  ['sgd', {}],
  ['sgd momentum', { learningRate: 0.01, momentum: 0.9 }],
  ['sgd dampening', { learningRate: 0.01, momentum: 0.9, dampening: 0.4 }],
  ['sgd nesterov', { learningRate: 0.01, momentum: 0.8, nesterov: true }],
  ['sgd weight decay', { learningRate: 0.1, momentum: 0.5, weightDecay: 0.1 }],
  ['optax sgd nesterov', { learningRate: 0.01, momentum: 0.9, nesterov: true }],
])('%s: the reference trajectory', async (name, options) => {
  await expectTrajectory(name, sgd(options));
});

test('the learning rate may change from step to step', async () => {
  await expectTrajectory('sgd learning rate', sgd({ momentum: 0.9 }), (t) => (t <= 25 ? 1e-2 : 1e-3));
});

test("the rate in the velocity: Keras's form, which differs once the rate changes", async () => {
  const options = { momentum: 0.9, learningRateInMomentum: true };
  await expectTrajectory('momentum with rate', sgd(options), change);
  await expectTrajectory('nesterov with rate', sgd({ ...options, momentum: 0.8, nesterov: true }), change);
});

test('wrong options are errors', () => {
  expect(() => sgd({ nesterov: true })).toThrow('sgd: nesterov needs momentum above 0');
  expect(() => sgd({ dampening: 0.5 })).toThrow('sgd: dampening needs momentum above 0');
  expect(() => sgd({ momentum: 0.9, dampening: 0.1, nesterov: true })).toThrow('nesterov needs a dampening of 0');
  expect(() => sgd({ momentum: 1 })).toThrow('momentum 1 must be from 0 up to, but not including, 1');
  expect(() => sgd({ learningRate: -1 })).toThrow('learningRate -1 must be a finite number from 0 up');
  expect(() => sgd({ weightDecay: Number.NaN })).toThrow('weightDecay NaN must be');
  expect(() => sgd({ lr: 1 } as object)).toThrow("sgd: unknown option 'lr'; allowed: learningRate, momentum");
});
