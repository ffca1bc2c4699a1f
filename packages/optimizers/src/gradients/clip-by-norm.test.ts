import { tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { expectTrajectory } from '../../test/trajectory.js';
import { chain } from '../chain.js';
import { sgd } from '../sgd.js';
import { clipByNorm } from './clip-by-norm.js';

test('as in PyTorch', async () => {
  await expectTrajectory('clip norm', chain(clipByNorm(0.5), sgd({ learningRate: 0.1, momentum: 0.9 })));
});

test('each parameter by itself', async () => {
  const grads = [tensor([3, -4]), tensor([0.5]), tensor([0])];
  const { updates } = clipByNorm(2.5, { eps: 0 }).update(grads, {}, grads);
  expect(await Promise.all(updates.map(async (x) => Array.from(await x.data())))).toEqual([[1.5, -2], [0.5], [0]]);
});

test('wrong options are errors', () => {
  expect(() => clipByNorm(-1)).toThrow('clipByNorm: maxNorm -1 must be a finite number above 0');
  expect(() => clipByNorm(1, { eps: -1 })).toThrow('eps -1 must be');
});
