import { tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { applyUpdates } from './apply-updates.js';

test('adds leaf by leaf, in any order of keys', async () => {
  const sum = applyUpdates({ a: tensor([1, 2]), b: [tensor(3)] }, { b: [tensor(10)], a: tensor([0.5, 0.5]) });
  expect(Array.from(await sum.a.data())).toEqual([1.5, 2.5]);
  expect(await sum.b[0]!.item()).toBe(13);
});

test('trees that differ are errors', () => {
  const params: Record<string, ReturnType<typeof tensor>> = { a: tensor([1]) };
  expect(() => applyUpdates(params, { b: tensor([1]) })).toThrow(
    'applyUpdates: params and updates differ; missing from params: b; missing from updates: a',
  );
  expect(() => applyUpdates(params, { a: tensor(1) })).toThrow("applyUpdates: 'a' is [1] in params and [] in updates");
});
