import { describe, expect, test } from 'vitest';
import { grad, ones, type Tensor, tensor, zeros } from '../index.js';
import { numbers, wave } from '../testing/values.js';
import { argmin, isFinite, isNaN, logSumExp, mean, norm, prod, variance } from './reductions.js';

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
const special = (data: number[] | number[][]) => {
  const shape = Array.isArray(data[0]) ? [data.length, data[0].length] : [data.length];
  return tensor(Float64Array.from(data.flat()), { shape, allowNonFinite: true });
};
const derivative = (fn: (x: Tensor) => Tensor) => grad((x: Tensor) => fn(x).sum());

describe('mean and variance', () => {
  test('over axes', async () => {
    const x = tensor([
      [1, 2, 3],
      [4, 6, 8],
    ]);
    expect(await numbers(mean(x))).toEqual([4]);
    expect(await numbers(mean(x, 0))).toEqual([2.5, 4, 5.5]);
    expect(mean(x, 1, { keepDims: true }).shape).toEqual([2, 1]);
    expect(await numbers(variance(x, 1).mul(3))).toEqual([2, 8].map((v) => expect.closeTo(v, 12)));
  });

  test('of nothing there is none; nothing has as many means as it has rows', () => {
    expect(() => mean(zeros([2, 0]), 1)).toThrow('mean: axis 1 of [2, 0] is empty and has no mean');
    expect(() => mean(zeros([0]))).toThrow('mean: axis 0 of [0] is empty and has no mean');
    expect(mean(zeros([0, 3]), 1).shape).toEqual([0]);
    expect(mean(zeros([0, 0]), 1).shape).toEqual([0]);
  });

  test('whole numbers have to be cast', () => {
    const fix = "mean: got int32, needs float32 or float16; cast it first: x.cast('float32')";
    expect(() => mean(zeros([2], 'int32'))).toThrow(fix);
    expect(() => variance(zeros([2], 'int32'))).toThrow(fix);
    expect(() => mean(zeros([2]), 0, { keepdims: true } as never)).toThrow("unknown option 'keepdims'");
  });
});

describe('prod', () => {
  test.each([
    [[5], undefined],
    [
      [2, 3, 4],
      [0, 2],
    ],
    [[7, 2], 0],
    [[2, 7], -1],
    [[2, 3], []],
    [[3, 0], 1],
    [[0, 3], 1],
  ])('%j over %j', async (shape, axes) => {
    const x = wave(shape);
    const y = prod(x, axes);
    const list = axes === undefined ? shape.map((_, i) => i) : [axes].flat().map((a) => (a < 0 ? a + shape.length : a));
    expect(y.shape).toEqual(shape.filter((_, i) => !list.includes(i)));
    expect(prod(x, axes, { keepDims: true }).shape).toEqual(shape.map((d, i) => (list.includes(i) ? 1 : d)));
    const expected = new Map<string, number>();
    const values = await numbers(x);
    const kept = shape.flatMap((_, i) => (list.includes(i) ? [] : [i]));
    const total = y.size;
    values.forEach((v, i) => {
      const index = shape.map((d, axis) => Math.floor(i / shape.slice(axis + 1).reduce((a, b) => a * b, 1)) % d);
      const key = kept.map((a) => index[a]).join();
      expected.set(key, (expected.get(key) ?? 1) * v);
    });
    const result = await numbers(y);
    expect(result).toHaveLength(total);
    const wanted = expected.size > 0 ? [...expected.values()] : new Array(total).fill(1);
    result.forEach((v, i) => {
      expect(v).toBeCloseTo(wanted[i]!, 12);
    });
  });

  test('derivatives up to the third are right with one, two and three zeros', async () => {
    // p = abcd: its derivatives are products of what is left.
    const third = derivative(derivative(derivative(prod)));
    expect(await numbers(derivative(prod)(tensor([2, 0, 3, 5])))).toEqual([0, 30, 0, 0]);
    expect(await numbers(derivative(prod)(tensor([2, 0, 0, 5])))).toEqual([0, 0, 0, 0]);
    expect(await numbers(derivative(derivative(prod))(tensor([2, 0, 0, 5])))).toEqual([0, 10, 10, 0]);
    expect(await numbers(third(tensor([2, 0, 0, 0])))).toEqual([0, 4, 4, 4]);
    expect(await numbers(third(tensor([0, 0, 0, 0])))).toEqual([0, 0, 0, 0]);
    expect(await numbers(third(tensor([1, 2, 3, 4])))).toEqual([18, 16, 14, 12]);
  });

  test('keeps dtypes; errors', () => {
    expect(prod(ones([3], 'int32')).dtype).toBe('int32');
    expect(() => prod(ones([3]), 1)).toThrow('prod: axis 1 is out of range for rank 1; allowed: -1 to 0');
    expect(() => prod(ones([3]), 0, { axis: 1 } as never)).toThrow("prod: unknown option 'axis'; allowed: keepDims");
  });
});

describe('logSumExp', () => {
  test('does not overflow, and knows infinities', async () => {
    const rows = special([
      [1000, 1000],
      [-1000, -1000],
      [-inf, 2],
      [-inf, -inf],
      [inf, 0],
      [nan, 0],
    ]);
    const y = await numbers(logSumExp(rows, 1));
    expect(y.slice(0, 2)).toEqual([1000 + Math.LN2, -1000 + Math.LN2]);
    expect(y.slice(2)).toEqual([2, -inf, inf, nan]);
    expect(logSumExp(rows, 1, { keepDims: true }).shape).toEqual([6, 1]);
    expect(logSumExp(rows, []).shape).toEqual([6, 2]);
  });

  test('the gradient is the softmax, 0 for a row of -∞', async () => {
    const x = special([
      [0, Math.LN2, -inf],
      [-inf, -inf, -inf],
    ]);
    const g = await numbers(derivative((y) => logSumExp(y, 1))(x));
    expect(g[0]).toBeCloseTo(1 / 3, 14);
    expect(g[1]).toBeCloseTo(2 / 3, 14);
    expect(g.slice(2)).toEqual([0, 0, 0, 0]);
  });

  test('second derivatives: p(1 − p) on the diagonal', async () => {
    const x = special([0, Math.LN2]);
    const h = await numbers(
      grad((y: Tensor) =>
        grad((z: Tensor) => logSumExp(z))(y)
          .slice({ axis: 0, end: 1 })
          .sum(),
      )(x),
    );
    expect(h).toEqual([expect.closeTo(2 / 9, 14), expect.closeTo(-2 / 9, 14)]);
  });

  test('errors', () => {
    expect(() => logSumExp(zeros([0]))).toThrow('max: axis 0 of [0] is empty and has no max');
    expect(() => logSumExp(zeros([2]), 0, { keep: true } as never)).toThrow("logSumExp: unknown option 'keep'");
  });
});

describe('norm', () => {
  test('its gradient is x / ‖x‖, and 0 at 0 in both derivatives', async () => {
    const x = tensor([
      [3, 4],
      [0, 0],
    ]);
    expect(await numbers(norm(x, 1))).toEqual([5, 0]);
    expect(await numbers(derivative((y) => norm(y, 1))(x))).toEqual([expect.closeTo(0.6, 14), 0.8, 0, 0]);
    const second = await numbers(derivative(derivative((y) => norm(y, 1)))(x));
    // Rows of the Hessian (I − nnᵀ)/5 summed up.
    expect(second).toEqual([(1 - 0.36 - 0.48) / 5, (1 - 0.64 - 0.48) / 5, 0, 0].map((v) => expect.closeTo(v, 14)));
  });
});

test('argmin, isFinite and isNaN', async () => {
  const x = special([2, nan, -inf, 1]);
  expect(await numbers(isFinite(x))).toEqual([1, 0, 0, 1]);
  expect(await numbers(isNaN(x))).toEqual([0, 1, 0, 0]);
  expect(await numbers(argmin(tensor([2, 1, 1])))).toEqual([1]);
  expect(await numbers(argmin(tensor([[1], [0]], { dtype: 'int32' }), 0))).toEqual([1]);
});
