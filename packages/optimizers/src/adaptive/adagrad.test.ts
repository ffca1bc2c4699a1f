import { expect, test } from 'vitest';
import { change, expectTrajectory } from '../../test/trajectory.js';
import { type AdagradOptions, adagrad, scaleByAdagrad } from './adagrad.js';

test.each<[string, AdagradOptions]>([
  ['adagrad', {}],
  ['adagrad options', { learningRate: 0.1, initialAccumulator: 0.3, eps: 1e-4, weightDecay: 0.1 }],
  ['optax adagrad', { learningRate: 0.05, initialAccumulator: 0.1, eps: 1e-7, epsInSqrt: true }],
])('%s: the reference trajectory', async (name, options) => {
  await expectTrajectory(name, adagrad(options));
});

test('the learning rate may change from step to step', async () => {
  await expectTrajectory('adagrad learning rate', adagrad(), change);
});

test('wrong options are errors', () => {
  expect(() => scaleByAdagrad({ initialAccumulator: -1 })).toThrow('initialAccumulator -1 must be a finite number');
  expect(() => adagrad({ eps: -1 })).toThrow('eps -1 must be a finite number from 0 up');
  expect(() => adagrad({ decay: 1 } as object)).toThrow("adagrad: unknown option 'decay'");
});
