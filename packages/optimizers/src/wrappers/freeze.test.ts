import { tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { expectTrajectory } from '../../test/trajectory.js';
import { adam } from '../adam.js';
import { adamw } from '../adamw.js';
import { freeze } from './freeze.js';

test('as in Optax', async () => {
  await expectTrajectory(
    'freeze',
    freeze(adam({ learningRate: 0.01 }), (x) => x.rank <= 1),
  );
});

const params = { backbone: [tensor([1, 2])], head: tensor([3]) };

test('no state, no decay and no NaN for what is frozen', async () => {
  const optimizer = freeze(adamw({ weightDecay: 0.5 }), 'backbone.**');
  const state = optimizer.init(params);
  expect(JSON.stringify(state)).not.toContain('backbone":[{');
  const bad = tensor([Number.NaN, 1], { allowNonFinite: true });
  const { updates } = optimizer.update({ backbone: [bad], head: tensor([1]) }, state, params);
  expect(Array.from(await updates.backbone[0]!.data())).toEqual([0, 0]);
  expect(await updates.head.item()).toBeLessThan(0);
});

test('nothing, or everything, is an error', () => {
  expect(() => freeze(adam(), 'body').init(params)).toThrow(
    'freeze: the mask matches none of the parameters: backbone.0, head',
  );
  expect(() => freeze(adam(), '**').init(params)).toThrow('freeze: the mask matches every parameter');
});
