import { describe, expect, test } from 'vitest';
import { ArgumentError, DTypeError, ShapeError } from '../errors.js';
import {
  argmax,
  argsort,
  cumsum,
  grad,
  max,
  min,
  ones,
  sort,
  sum,
  type Tensor,
  tensor,
  topK,
  zeros,
} from '../index.js';
import { numbers } from '../testing/values.js';

const x = tensor([
  [3, 1, 2],
  [3, 5, 4],
]);
const bool = tensor([true]);

describe('sum, max and min', () => {
  test.each([
    [undefined, {}, []],
    [0, {}, [3]],
    [-1, { keepDims: true }, [2, 1]],
    [[0, 1], { keepDims: true }, [1, 1]],
    [[], {}, [2, 3]],
  ])('axes %j %j', (axes, options, shape) => {
    for (const reduce of [sum, max, min]) expect(reduce(x, axes, options).shape).toEqual(shape);
  });

  test('values, over whole numbers too', async () => {
    expect(await numbers(sum(x, 0))).toEqual([6, 6, 6]);
    expect(await numbers(max(x, 1))).toEqual([3, 5]);
    const int = tensor([2 ** 31 - 1, 2], { dtype: 'int32' });
    expect([await numbers(sum(int)), await numbers(min(int)), sum(int).dtype]).toEqual([
      [-(2 ** 31) + 1],
      [2],
      'int32',
    ]);
  });

  test('nothing sums to 0, and has no maximum', async () => {
    expect(await numbers(sum(zeros([2, 0]), 1))).toEqual([0, 0]);
    expect(() => max(zeros([2, 0]), 1)).toThrow(new ShapeError('max: axis 1 of [2, 0] is empty and has no max'));
    expect(() => min(zeros([0]))).toThrow('min: axis 0 of [0] is empty and has no min');
    expect(max(zeros([2, 0]), 0).shape).toEqual([0]);
  });

  test('errors', () => {
    expect(() => sum(bool)).toThrow(
      new DTypeError("sum: got bool, needs float32 or float16 or int32; cast it first: x.cast('float32')"),
    );
    expect(() => sum(x, 2)).toThrow(new ArgumentError('sum: axis 2 is out of range for rank 2; allowed: -2 to 1'));
    expect(() => max(x, [0, -2])).toThrow('max: axis 0 is given twice');
    expect(() => sum(x, 0, { keepdims: true } as never)).toThrow("sum: unknown option 'keepdims'; allowed: keepDims");
  });

  test('ties share the gradient, and an axis of size 1 hands it on', async () => {
    const gradient = (fn: (x: Tensor) => Tensor, at: Tensor) => numbers(grad((y: Tensor) => fn(y).sum())(at));
    expect(await gradient((y) => max(y), tensor([1, 3, 3, 2]))).toEqual([0, 0.5, 0.5, 0]);
    expect(await gradient((y) => min(y, 0), x)).toEqual([0.5, 1, 1, 0.5, 0, 0]);
    expect(await gradient((y) => max(y, 1).mul(3), tensor([[1], [2]]))).toEqual([3, 3]);
  });
});

describe('argmax, sort and their kin', () => {
  test('shapes and dtypes', () => {
    expect([argmax(x).shape, argmax(x, 0).shape, argmax(x).dtype]).toEqual([[2], [3], 'int32']);
    expect([argsort(x, 0).shape, argsort(x).dtype, sort(x).shape]).toEqual([[2, 3], 'int32', [2, 3]]);
    const { values, indices } = topK(x, 2);
    expect([values.shape, values.dtype, indices.shape, indices.dtype]).toEqual([[2, 2], 'float32', [2, 2], 'int32']);
  });

  test('equal elements keep their order, in both directions', async () => {
    const ties = tensor([2, 1, 2, 1]);
    expect(await numbers(argsort(ties))).toEqual([1, 3, 0, 2]);
    expect(await numbers(argsort(ties, 0, { descending: true }))).toEqual([0, 2, 1, 3]);
    expect(await numbers(topK(ties, 3).indices)).toEqual([0, 2, 1]);
    expect(await numbers(argmax(ties))).toEqual([0]);
    const infinite = tensor([Infinity, 1, -Infinity, Infinity], { allowNonFinite: true });
    expect(await numbers(argsort(infinite))).toEqual([2, 1, 0, 3]);
  });

  test('the gradient of sorting follows the elements', async () => {
    const g = grad((y: Tensor) =>
      sort(y)
        .mul(tensor([1, 10, 100]))
        .sum(),
    )(tensor([3, 1, 2]));
    expect(await numbers(g)).toEqual([100, 1, 10]);
    const top = grad((y: Tensor) => topK(y, 1).values.sum())(x);
    expect(await numbers(top)).toEqual([1, 0, 0, 0, 1, 0]);
  });

  test('errors', () => {
    expect(() => argmax(zeros([2, 0]))).toThrow(new ShapeError('argmax: axis 1 of [2, 0] is empty'));
    expect(() => argmax(bool)).toThrow('argmax: got bool');
    expect(() => argsort(bool)).toThrow('argsort: got bool');
    expect(() => argmax(tensor(1))).toThrow('argmax: axis -1 is out of range for rank 0; a scalar has no axes');
    expect(() => topK(x, 4)).toThrow(new ArgumentError('topK: k = 4 is out of range for axis 1 of [2, 3]'));
    expect(() => topK(x, 1.5)).toThrow('topK: k = 1.5 is out of range');
    expect(() => sort(x, 0, { reverse: true } as never)).toThrow(
      "argsort: unknown option 'reverse'; allowed: descending",
    );
  });
});

describe('cumsum', () => {
  test.each([
    [{}, [3, 4, 6, 3, 8, 12]],
    [{ reverse: true }, [6, 3, 2, 12, 9, 4]],
    [{ exclusive: true }, [0, 3, 4, 0, 3, 8]],
    [{ reverse: true, exclusive: true }, [3, 2, 0, 9, 4, 0]],
  ])('%j', async (options, expected) => {
    expect(await numbers(cumsum(x, 1, options))).toEqual(expected);
    // Its derivative is the sum from the other end: the number of sums each element is in.
    const counts = await numbers(grad((y: Tensor) => cumsum(y, 1, options).sum())(x));
    expect(counts).toEqual(await numbers(cumsum(ones([2, 3]), 1, { ...options, reverse: !('reverse' in options) })));
  });

  test('errors', () => {
    expect(() => cumsum(bool, 0)).toThrow('cumsum: got bool');
    expect(() => cumsum(x, 2)).toThrow('cumsum: axis 2 is out of range for rank 2; allowed: -2 to 1');
    expect(() => cumsum(x, 0, { inclusive: true } as never)).toThrow("cumsum: unknown option 'inclusive'");
  });
});
