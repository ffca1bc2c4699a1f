import { tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { digestOf } from './digest.js';

test('every bit, shape and path counts', async () => {
  const trees = [
    { a: tensor([1, 2]) },
    { a: tensor([1, 2 + 2 ** -22]) },
    { a: tensor([[1, 2]]) },
    { b: tensor([1, 2]) },
    { a: tensor([1, 2], { dtype: 'int32' }) },
  ];
  const digests = await Promise.all(trees.map(digestOf));
  expect(new Set(digests).size).toBe(trees.length);
  expect(await digestOf({ a: tensor([1, 2]) })).toBe(digests[0]);
  expect(digests[0]).toMatch(/^[0-9a-f]{16}$/);
});
