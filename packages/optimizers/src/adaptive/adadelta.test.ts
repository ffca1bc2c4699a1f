import { expect, test } from 'vitest';
import { change, expectTrajectory } from '../../test/trajectory.js';
import { type AdadeltaOptions, adadelta, scaleByAdadelta } from './adadelta.js';

test.each<[string, AdadeltaOptions]>([
  ['adadelta', {}],
  ['adadelta options', { learningRate: 0.3, rho: 0.7, eps: 1e-3, weightDecay: 0.1 }],
  ['optax adadelta', {}],
])('%s: the reference trajectory', async (name, options) => {
  await expectTrajectory(name, adadelta(options));
});

test('the learning rate may change from step to step', async () => {
  await expectTrajectory('adadelta learning rate', adadelta(), (t) => 100 * change(t));
});

test('wrong options are errors', () => {
  expect(() => scaleByAdadelta({ rho: 1 })).toThrow('scaleByAdadelta: rho 1 must be from 0 up to');
  expect(() => adadelta({ eps: 0 })).toThrow('eps 0 must be a finite number above 0');
  expect(() => adadelta({ decay: 1 } as object)).toThrow("adadelta: unknown option 'decay'");
});
