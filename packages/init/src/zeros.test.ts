import { key } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { zeros } from './zeros.js';

test('zeros of any shape, each time anew', async () => {
  const x = zeros()(key(0), [2, 3]);
  expect(x).toMatchObject({ shape: [2, 3], dtype: 'float32' });
  expect(await x.data()).toEqual(new Float32Array(6).fill(0));
  expect(await zeros()(key(0), []).item()).toBe(0);
  expect(zeros()(key(0), [2, 3])).not.toBe(x);
});
