import { compile, reference, type Tensor, tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { expectTrajectory } from '../../test/trajectory.js';
import { adam } from '../adam.js';
import { applyUpdates } from '../apply-updates.js';
import { sgd } from '../sgd.js';
import type { OptimizerState } from '../transform.js';
import { lookahead } from './lookahead.js';

test('as in Optax', async () => {
  await expectTrajectory('lookahead', lookahead(adam({ learningRate: 0.01 }), { period: 6 }));
  const inner = sgd({ learningRate: 0.1, momentum: 0.9 });
  await expectTrajectory('lookahead options', lookahead(inner, { period: 4, slowStep: 0.8 }));
});

test('parameters and state may both be donated', async () => {
  const optimizer = lookahead(sgd({ learningRate: 1 }), { period: 2 });
  const update = (params: { w: Tensor }, state: OptimizerState) => {
    const result = optimizer.update({ w: tensor([1]) }, state, params);
    return { params: applyUpdates(params, result.updates), state: result.state };
  };
  const step = compile(reference(), update, { donate: [0, 1] });
  let params = { w: tensor([5]) };
  let state = optimizer.init(params);
  for (let t = 0; t < 2; t++) ({ params, state } = await step(params, state));
  // Two steps down from 5, then half the way back.
  expect(await params.w.item()).toBe(4);
});

test('wrong options are errors', () => {
  expect(() => lookahead(sgd(), { period: 0 })).toThrow('period 0 must be');
  expect(() => lookahead(sgd(), { slowStep: 0 })).toThrow('slowStep 0 must be above 0 and at most 1');
});
