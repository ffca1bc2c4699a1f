import { tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { expectTrajectory } from '../test/trajectory.js';
import { adamw } from './adamw.js';
import { chain } from './chain.js';
import { clipByGlobalNorm, globalNorm } from './clip-by-global-norm.js';
import { sgd } from './sgd.js';

test('the reference trajectories', async () => {
  await expectTrajectory('adamw clipped', chain(clipByGlobalNorm(1), adamw({ learningRate: 0.01 })));
  await expectTrajectory('sgd clipped', chain(clipByGlobalNorm(1), sgd({ learningRate: 0.01, momentum: 0.9 })));
  await expectTrajectory('optax clipped', chain(clipByGlobalNorm(2, { eps: 0 }), sgd({ learningRate: 0.1 })));
});

const clip = async (maxNorm: number, ...values: number[]) => {
  const grads = values.map((value) => tensor([value]));
  const { updates } = clipByGlobalNorm(maxNorm, { eps: 0 }).update(grads, {}, grads);
  return Promise.all(updates.map((x) => x.item()));
};

test('a short gradient stays, a long one keeps its direction, none stays none', async () => {
  expect(await clip(5, 3, -4)).toEqual([3, -4]);
  expect(await clip(2.5, 3, -4)).toEqual([1.5, -2]);
  expect(await clip(1, 0, 0)).toEqual([0, 0]);
});

test('the norm is that of all leaves together', async () => {
  expect(await globalNorm({ a: tensor([1, 2]), b: [tensor([[2]])] }).item()).toBe(3);
  expect(() => globalNorm({})).toThrow('globalNorm: the tree has no leaves');
});

test('wrong options are errors', () => {
  expect(() => clipByGlobalNorm(0)).toThrow('clipByGlobalNorm: maxNorm 0 must be a finite number above 0');
  expect(() => clipByGlobalNorm(1, { eps: -1 })).toThrow('eps -1 must be');
  expect(() => clipByGlobalNorm(1, { norm: 1 } as object)).toThrow("unknown option 'norm'");
});
