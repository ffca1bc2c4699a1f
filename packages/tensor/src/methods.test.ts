import { expect, test } from 'vitest';
import * as api from './index.js';
import { Tensor, tensor } from './tensor.js';
import { failure, numbers } from './testing/values.js';

const elsewhere = new Set(['constructor', 'dispose', 'toString', 'toJSON', 'rank', 'size', 'data', 'item']);

test('every method is the function of that name with the tensor in front', async () => {
  const names = Object.getOwnPropertyNames(Tensor.prototype).filter((name) => !elsewhere.has(name));
  expect(names.length).toBeGreaterThan(60);
  const functions = api as unknown as Record<string, unknown>;
  expect(names.filter((name) => typeof functions[name] !== 'function')).toEqual([]);
});

test('methods pass their arguments on', async () => {
  const x = tensor([
    [3, 1],
    [2, 4],
  ]);
  expect(await numbers(x.sum(0, { keepDims: true }))).toEqual([5, 5]);
  expect(x.sum(0, { keepDims: true }).shape).toEqual([1, 2]);
  expect(await numbers(x.sub(1).mul(2).maximum(3))).toEqual([4, 3, 3, 6]);
  expect(await numbers(x.matmul(x, { transposeB: true }))).toEqual([10, 10, 10, 20]);
  expect(await numbers(x.sort(-1, { descending: true }))).toEqual([3, 1, 4, 2]);
  expect(await numbers(x.clip(2, 3))).toEqual([3, 2, 2, 3]);
  expect(await numbers(x.slice({ axis: 1, start: -1 }).squeeze())).toEqual([1, 4]);
});

test('item gives the only value and refuses to choose among several', async () => {
  expect(await tensor([[7]]).item()).toBe(7);
  expect(await tensor([3, 4]).sum().item()).toBe(7);
  expect((await failure(() => tensor([1, 2]).item())).message).toBe(
    'item: [2] has 2 elements, item needs exactly one; use data()',
  );
});
