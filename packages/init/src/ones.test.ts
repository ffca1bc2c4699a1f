import { key } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { ones } from './ones.js';

test('ones of any shape, each time anew', async () => {
  const x = ones()(key(0), [2, 3]);
  expect(x).toMatchObject({ shape: [2, 3], dtype: 'float32' });
  expect(Array.from(await x.data())).toEqual(new Array(6).fill(1));
  expect(await ones()(key(0), []).item()).toBe(1);
  expect(ones()(key(0), [2, 3])).not.toBe(x);
});
