import { tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { expectTrajectory } from '../../test/trajectory.js';
import { chain } from '../chain.js';
import { sgd } from '../sgd.js';
import { clipByValue } from './clip-by-value.js';

test('as in PyTorch', async () => {
  await expectTrajectory('clip value', chain(clipByValue(0.25), sgd({ learningRate: 0.1, momentum: 0.9 })));
});

test('element by element', async () => {
  const { updates } = clipByValue(2).update([tensor([-5, 1, 3])], {}, [tensor([0, 0, 0])]);
  expect(Array.from(await updates[0]!.data())).toEqual([-2, 1, 2]);
});

test('a wrong limit is an error', () => {
  expect(() => clipByValue(0)).toThrow('clipByValue: limit 0 must be a finite number above 0');
});
