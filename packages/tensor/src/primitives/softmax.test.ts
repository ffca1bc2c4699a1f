import { expect, test } from 'vitest';
import { grad, logSoftmax, softmax, type Tensor, tensor, zeros } from '../index.js';
import { numbers, wave } from '../testing/values.js';

test('rows sum to 1 along the axis, without overflow', async () => {
  const x = tensor([
    [1000, 0, -1000],
    [1, 2, 3],
  ]);
  const y = await numbers(softmax(x));
  expect(y.slice(0, 3)).toEqual([1, 0, 0]);
  expect(y[3]! + y[4]! + y[5]!).toBeCloseTo(1, 14);
  const z = await numbers(logSoftmax(x));
  expect(z.slice(0, 3)).toEqual([0, -1000, -2000]);
  z.slice(3).forEach((v, i) => {
    expect(v).toBeCloseTo(Math.log(y[i + 3]!), 14);
  });
  const columns = await numbers(softmax(wave([4, 3]), 0).sum(0));
  for (const c of columns) expect(c).toBeCloseTo(1, 14);
});

test('a masked entry has probability 0 and no gradient', async () => {
  const x = tensor([1, Number.NEGATIVE_INFINITY, 2], { allowNonFinite: true });
  const g = await numbers(grad((y: Tensor) => softmax(y).slice({ axis: 0, end: 1 }).sum())(x));
  const p = 1 / (1 + Math.E);
  expect(g[0]).toBeCloseTo(p * (1 - p), 14);
  expect(g[1]).toBe(0);
  const l = await numbers(grad((y: Tensor) => logSoftmax(y).slice({ axis: 0, end: 1 }).sum())(x));
  expect(l[1]).toBe(0);
});

test('errors', () => {
  expect(() => softmax(zeros([2], 'int32'))).toThrow(
    "softmax: got int32, needs float32 or float16; cast it first: x.cast('float32')",
  );
  expect(() => logSoftmax(zeros([2]), 1)).toThrow('logSoftmax: axis 1 is out of range for rank 1; allowed: -1 to 0');
  expect(() => softmax(zeros([]))).toThrow('softmax: axis -1 is out of range for rank 0; a scalar has no axes');
});
