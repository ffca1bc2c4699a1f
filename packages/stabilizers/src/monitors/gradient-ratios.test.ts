import { tensor, zeros } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { itemsOf } from '../../test/items.js';
import { gradientRatios } from './gradient-ratios.js';

test('a ratio for each leaf', async () => {
  const params = { a: { weight: tensor([[3, 4]]), bias: zeros([2]) }, b: tensor([2]), c: zeros([1]) };
  const gradients = { a: { weight: tensor([[0, 0.5]]), bias: tensor([1, 0]) }, b: tensor([0]), c: zeros([1]) };
  expect(await itemsOf(gradientRatios(params, gradients))).toEqual({
    'a.weight': expect.closeTo(0.1, 6) as number,
    'a.bias': Number.POSITIVE_INFINITY,
    b: 0,
    c: Number.NaN,
  });
});

test('half precision does not overflow', async () => {
  const half = (x: number) => tensor([x, x], { dtype: 'float16' });
  expect((await itemsOf(gradientRatios({ w: half(500) }, { w: half(250) }))).w).toBeCloseTo(0.5, 6);
});

test('bad input', () => {
  const w = zeros([2]);
  expect(() => gradientRatios({ w }, { v: w } as unknown as { w: typeof w })).toThrow(
    'missing: w; unexpected: v (in the gradients)',
  );
  expect(() => gradientRatios({ w }, { w: zeros([1]) })).toThrow(
    "params 'w' and gradients 'w' have different shapes, [2] and [1]",
  );
  expect(() => gradientRatios({ w }, { w: zeros([2], 'int32') })).toThrow("gradients 'w' of dtype int32 must be float");
});
