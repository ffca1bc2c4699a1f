import { tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { expectTrajectory } from '../../test/trajectory.js';
import { chain } from '../chain.js';
import { clipByValue } from '../gradients/clip-by-value.js';
import { momentum } from '../momentum.js';
import { sgd } from '../sgd.js';
import { masked } from './masked.js';

test('as in Optax', async () => {
  const optimizer = chain(
    masked(clipByValue(0.5), (x) => x.rank > 1),
    sgd({ learningRate: 0.1, momentum: 0.9 }),
  );
  await expectTrajectory('masked', optimizer);
});

const params = { layer: { weight: tensor([1, 2]), bias: tensor([3]) }, scale: tensor(4) };

test('state is for the parameters that match, under the name of the link; others pass through', () => {
  const optimizer = chain(masked(momentum(), '**.weight'));
  const state = optimizer.init(params);
  expect(JSON.parse(JSON.stringify(state))).toEqual({
    momentum: { trace: { layer: { weight: expect.any(String) } } },
  });
  const { updates } = optimizer.update(params, state, params);
  expect(updates.scale).toBe(params.scale);
  expect(updates.layer.bias).toBe(params.layer.bias);
  expect(updates.layer.weight).not.toBe(params.layer.weight);
});

test('a mask that matches nothing, and gradients of another model, are errors', () => {
  expect(() => masked(momentum(), '*.wieght').init(params)).toThrow(
    'masked: the mask matches none of the parameters: layer.weight, layer.bias, scale',
  );
  const optimizer = masked(momentum(), '**.weight');
  const grads = { ...params, layer: { bias: params.layer.bias } } as typeof params;
  expect(() => optimizer.update(grads, optimizer.init(params), params)).toThrow('layer.weight');
});
