import { type Tensor, tensor, tree } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { adamw } from './adamw.js';
import { chain } from './chain.js';
import { clipByGlobalNorm } from './clip-by-global-norm.js';
import { shard } from './shard.js';
import { shardPlan } from './shard-plan.js';
import { partition } from './wrappers/partition.js';

const params = { weight: [tensor([1, 2]), tensor([3])], bias: tensor([4]) };
const grads = { weight: [tensor([3, -1]), tensor([2])], bias: tensor([1]) };
const values = async (x: unknown) => Promise.all((tree.leaves(x) as Tensor[]).map((y) => y.data()));

test.each([1, 2, 3, 5])('the updates of %d ranks add up to the whole update, and so do their states', async (ranks) => {
  const plan = shardPlan(params, ranks);
  const whole = chain(clipByGlobalNorm(1), adamw()).update(grads, chain(adamw()).init(params), params);
  const parts = Array.from({ length: ranks }, (_, rank) => {
    const optimizer = chain(clipByGlobalNorm(1), shard(adamw(), plan, rank));
    const state = optimizer.init(params);
    return { state, updates: optimizer.update(grads, state, params).updates };
  });
  const sum = parts.map(({ updates }) => updates).reduce((a, b) => tree.zip(a, b, (x, y) => x.add(y)));
  expect(await values(sum)).toEqual(await values(whole.updates));
  const moments = parts.flatMap(({ state }) => tree.flatten(state).filter(({ path }) => path.includes('.mu.')));
  expect(moments.map(({ path }) => path.replace('adamw.adam.mu.', '')).sort()).toEqual([
    'bias',
    'weight.0',
    'weight.1',
  ]);
});

test('in each group of a partition, where a rank may own nothing', async () => {
  const plan = shardPlan(params, 3);
  const optimizer = partition({
    bias: { match: 'bias', transform: shard(adamw(), plan, 0) },
    rest: { transform: shard(adamw(), plan, 0) },
  });
  const { updates, state } = optimizer.update(grads, optimizer.init(params), params);
  expect(state.bias).toEqual({});
  expect((await values(updates)).map((x) => x.some((u) => u !== 0))).toEqual([true, false, false]);
});

test('a rank or parameters that the plan does not have are errors', () => {
  const plan = shardPlan(params, 2);
  expect(() => shard(adamw(), plan, 2)).toThrow("shard: rank 2 must be below the plan's 2 ranks");
  expect(() => shard(adamw(), plan, -1)).toThrow('shard: rank -1 must be a whole number from 0 up');
  expect(() => shard(adamw(), plan, 0).init({ ...params, head: tensor(1) })).toThrow('shard: not in the plan: head');
});
