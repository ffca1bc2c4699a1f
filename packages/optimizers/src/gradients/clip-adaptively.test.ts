import { tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { expectTrajectory } from '../../test/trajectory.js';
import { chain } from '../chain.js';
import { sgd } from '../sgd.js';
import { clipAdaptively } from './clip-adaptively.js';

test('as in timm', async () => {
  await expectTrajectory('clip adaptively', chain(clipAdaptively(), sgd({ learningRate: 0.1, momentum: 0.9 })));
  const options = clipAdaptively({ clipping: 0.2, eps: 0.7 });
  await expectTrajectory('clip adaptively options', chain(options, sgd({ learningRate: 0.1 })));
});

test('unit by unit: rows of a matrix, whole vectors', async () => {
  const params = {
    w: tensor([
      [3, 4],
      [30, 40],
    ]),
    b: tensor([3, 4]),
  };
  const grads = {
    w: tensor([
      [6, 8],
      [6, 8],
    ]),
    b: tensor([6, 8]),
  };
  const { updates } = clipAdaptively({ clipping: 1 }).update(grads, {}, params);
  const near = async (x: { data(): Promise<ArrayLike<number>> }) =>
    Array.from(await x.data(), (v) => Math.round(v * 1e6) / 1e6);
  expect(await near(updates.w)).toEqual([3, 4, 6, 8]);
  expect(await near(updates.b)).toEqual([3, 4]);
});

test('wrong options are errors', () => {
  expect(() => clipAdaptively({ clipping: 0 })).toThrow('clipping 0 must be');
  expect(() => clipAdaptively({ eps: 0 })).toThrow('eps 0 must be');
});
