import { expect, test } from 'vitest';
import { change, expectTrajectory } from '../../test/trajectory.js';
import { type NadamOptions, nadam, scaleByNadam } from './nadam.js';

test.each<[string, NadamOptions]>([
  ['nadam', {}],
  ['nadam options', { learningRate: 0.02, betas: [0.8, 0.9], eps: 1e-4, momentumDecay: 0.1, weightDecay: 0.1 }],
  ['nadam decoupled', { momentumDecay: 0, weightDecay: 0.1, decoupledWeightDecay: true }],
  ['optax nadam', { learningRate: 0.01, constantMomentum: true }],
])('%s: the reference trajectory', async (name, options) => {
  await expectTrajectory(name, nadam(options));
});

test('the learning rate may change from step to step', async () => {
  await expectTrajectory('nadam learning rate', nadam(), change);
});

test('wrong options are errors', () => {
  expect(() => scaleByNadam({ momentumDecay: -1 })).toThrow(
    'scaleByNadam: momentumDecay -1 must be a finite number from 0 up',
  );
  expect(() => nadam({ betas: [0.9, 1] })).toThrow('betas[1] 1 must be');
  expect(() => nadam({ psi: 1 } as object)).toThrow("nadam: unknown option 'psi'");
  expect(() => scaleByNadam().update([], { ...scaleByNadam().init([]), momentumProduct: {} }, [])).toThrow(
    "the state's 'momentumProduct' is [object Object]; it must be a float scalar",
  );
});
