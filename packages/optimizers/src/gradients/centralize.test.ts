import { tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { expectTrajectory } from '../../test/trajectory.js';
import { adam } from '../adam.js';
import { chain } from '../chain.js';
import { centralize } from './centralize.js';

test('as in Optax', async () => {
  await expectTrajectory('centralize', chain(centralize(), adam({ learningRate: 0.01 })));
});

test('rows of a matrix get a mean of 0, vectors stay', async () => {
  const grads = {
    w: tensor([
      [1, 3],
      [5, 5],
    ]),
    b: tensor([1, 3]),
  };
  const { updates } = centralize().update(grads, {}, grads);
  expect(Array.from(await updates.w.data())).toEqual([-1, 1, 0, 0]);
  expect(updates.b).toBe(grads.b);
});
