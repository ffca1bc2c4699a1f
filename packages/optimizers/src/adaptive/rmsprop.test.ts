import { tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { change, expectTrajectory } from '../../test/trajectory.js';
import { type RmspropOptions, rmsprop, scaleByRms } from './rmsprop.js';

const tensorflow: RmspropOptions = {
  decay: 0.9,
  eps: 1e-10,
  epsInSqrt: true,
  initialScale: 1,
  learningRateInMomentum: true,
};

test.each<[string, RmspropOptions]>([
  ['rmsprop', {}],
  ['rmsprop options', { learningRate: 0.003, decay: 0.8, eps: 1e-5, weightDecay: 0.1, momentum: 0.7, centered: true }],
  ['optax rmsprop', { decay: 0.9, epsInSqrt: true, centered: true, initialScale: 0.5 }],
  ['tensorflow rmsprop centered', { ...tensorflow, learningRate: 0.003, momentum: 0.8, centered: true, eps: 1e-6 }],
])('%s: the reference trajectory', async (name, options) => {
  await expectTrajectory(name, rmsprop(options));
});

test('the learning rate is inside or outside the momentum', async () => {
  await expectTrajectory('rmsprop learning rate', rmsprop({ momentum: 0.9 }), change);
  await expectTrajectory('tensorflow rmsprop', rmsprop({ ...tensorflow, momentum: 0.9 }), change);
});

test('a constant gradient has no variance, and no NaN', async () => {
  const transform = scaleByRms({ centered: true, decay: 0.9 });
  const grads = [tensor([0.1, 1e-3, 7])];
  let state = transform.init(grads);
  for (let i = 0; i < 300; i++) {
    const result = transform.update(grads, state, grads);
    state = result.state;
    for (const x of await result.updates[0]!.data()) expect(x).toBeGreaterThan(0);
  }
});

test('wrong options are errors', () => {
  expect(() => scaleByRms({ decay: 1 })).toThrow('scaleByRms: decay 1 must be from 0 up to, but not including, 1');
  expect(() => scaleByRms({ initialScale: -1 })).toThrow('initialScale -1 must be');
  expect(() => rmsprop({ momentum: 1 })).toThrow('momentum 1 must be from 0 up to');
  expect(() => rmsprop({ alpha: 0.9 } as object)).toThrow("rmsprop: unknown option 'alpha'");
});
