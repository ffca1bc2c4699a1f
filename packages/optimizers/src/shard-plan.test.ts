import { tensor, zeros } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { shardPlan } from './shard-plan.js';

const model = { a: zeros([7]), b: zeros([6]), c: [zeros([5]), zeros([4])], d: zeros([3]), e: zeros([2], 'float16') };

test('the largest first, each to the rank with the least', () => {
  const plan = shardPlan(model, 2);
  expect(plan.owner).toEqual({ a: 0, b: 1, 'c.0': 1, 'c.1': 0, d: 0, e: 1 });
  expect(plan.ranks).toEqual([
    { paths: ['a', 'c.1', 'd'], bytes: 56 },
    { paths: ['b', 'c.0', 'e'], bytes: 48 },
  ]);
  expect(plan.imbalance).toBeCloseTo(56 / 52, 12);
});

test('the order of the parameters does not matter, every parameter has one owner', () => {
  const { a, b, c, d, e } = model;
  expect(shardPlan({ e, d, c, b, a }, 3)).toEqual(shardPlan(model, 3));
  const equal = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`p${i}`, zeros([10])]));
  const reversed = Object.fromEntries(Object.entries(equal).reverse());
  const plan = shardPlan(equal, 4);
  expect(shardPlan(reversed, 4)).toEqual(plan);
  expect(plan.imbalance).toBe(1);
  expect(plan.ranks.flatMap(({ paths }) => paths).sort()).toEqual(Object.keys(equal).sort());
});

test('within 4/3 of the mean or of the largest parameter', () => {
  for (let seed = 1; seed < 40; seed++) {
    const sizes = Array.from({ length: 30 }, (_, i) => 1 + ((seed * 7919 * (i + 3) ** 2) % 97));
    const params = sizes.map((size) => zeros([size]));
    const { ranks } = shardPlan(params, 5);
    const bytes = ranks.map((rank) => rank.bytes);
    const mean = bytes.reduce((x, y) => x + y) / 5;
    expect(bytes.reduce((x, y) => x + y)).toBe(4 * sizes.reduce((x, y) => x + y));
    expect(Math.max(...bytes)).toBeLessThanOrEqual(Math.max((4 / 3) * mean, 4 * Math.max(...sizes)));
  }
});

test('more ranks than parameters, and none', () => {
  expect(shardPlan([tensor(1)], 3).ranks.map(({ paths }) => paths.length)).toEqual([1, 0, 0]);
  expect(shardPlan({}, 2)).toEqual({
    owner: {},
    ranks: [
      { paths: [], bytes: 0 },
      { paths: [], bytes: 0 },
    ],
    imbalance: 1,
  });
  expect(() => shardPlan(model, 0)).toThrow('shardPlan: ranks 0 must be a whole number from 1 up');
});
