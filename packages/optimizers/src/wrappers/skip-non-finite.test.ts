import { type Tensor, tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { spoil } from '../../test/spoil.js';
import { expectTrajectory } from '../../test/trajectory.js';
import { adam } from '../adam.js';
import { sgd } from '../sgd.js';
import type { OptimizerState } from '../transform.js';
import { skipNonFinite } from './skip-non-finite.js';

test('as in Optax', async () => {
  await expectTrajectory('skip', spoil(skipNonFinite(adam({ learningRate: 0.01 }))));
});

const params = { a: tensor([1]), b: tensor([1]) };
const run = async (values: readonly number[], maxConsecutive?: number) => {
  const optimizer = skipNonFinite(sgd({ learningRate: 1 }), maxConsecutive === undefined ? {} : { maxConsecutive });
  let state: OptimizerState = optimizer.init(params);
  const out: number[][] = [];
  for (const value of values) {
    const b = tensor([value], { allowNonFinite: true });
    const result = optimizer.update({ a: tensor([1]), b }, state, params);
    state = result.state;
    const counts = [state.skipped, state.total].map((x) => (x as Tensor).item());
    out.push([await result.updates.a.item(), ...(await Promise.all(counts))]);
  }
  return out;
};

test('one bad leaf skips the step of all, and is counted', async () => {
  expect(await run([1, Number.NaN, Number.NEGATIVE_INFINITY, 1, Number.NaN])).toEqual([
    [-1, 0, 0],
    [0, 1, 1],
    [0, 2, 2],
    [-1, 0, 2],
    [0, 1, 3],
  ]);
});

test('after the limit the step is made', async () => {
  expect(await run([Number.NaN, Number.NaN, 1], 1)).toEqual([
    [0, 1, 1],
    [-1, 2, 2],
    [-1, 0, 2],
  ]);
});

test('wrong options are errors', () => {
  expect(() => skipNonFinite(sgd(), { maxConsecutive: -1 })).toThrow('maxConsecutive -1 must be');
});
