import { describe, expect, test } from 'vitest';
import { ArgumentError, DTypeError, NonFiniteError, ShapeError } from '../errors.js';
import { grad, type Tensor, tensor } from '../index.js';
import { numbers } from '../testing/values.js';
import { arange, eye, full, oneHot, ones, onesLike, tril, triu, zeros, zerosLike } from './creation.js';

test('filled tensors', async () => {
  expect([full([2], 3).dtype, full([2], true).dtype, full([2], 3, 'int32').dtype]).toEqual([
    'float32',
    'bool',
    'int32',
  ]);
  expect(await numbers(full([2, 1], 7))).toEqual([7, 7]);
  expect(await numbers(zeros([2], 'bool'))).toEqual([0, 0]);
  expect(await numbers(ones([2], 'bool'))).toEqual([1, 1]);
  const like = tensor([[1, 2]], { dtype: 'float16' });
  expect([zerosLike(like).shape, zerosLike(like).dtype, await numbers(onesLike(like))]).toEqual([
    [1, 2],
    'float16',
    [1, 1],
  ]);
  expect([full([0, 2], 1).shape, ones([]).shape]).toEqual([[0, 2], []]);
});

test('errors of filled tensors', () => {
  expect(() => full([-1], 1)).toThrow(new ShapeError('full: [-1] is not a shape; sizes are integers from 0 up'));
  expect(() => zeros([1.5])).toThrow('zeros: [1.5] is not a shape');
  expect(() => full([2], Number.NaN)).toThrow(NonFiniteError);
  expect(() => full([2], 0.5, 'int32')).toThrow('full: the constant 0.5 is not an int32');
});

test('a dtype that is none, or options in its place, is an error of the function called', () => {
  const makers = {
    zeros: (dtype: never) => zeros([2], dtype),
    ones: (dtype: never) => ones([2], dtype),
    full: (dtype: never) => full([2], 1, dtype),
    arange: (dtype: never) => arange(2, { dtype }),
    oneHot: (dtype: never) => oneHot(tensor([0], { dtype: 'int32' }), 2, -1, dtype),
    eye: (dtype: never) => eye(2, 2, dtype),
  };
  for (const [name, make] of Object.entries(makers)) {
    for (const [given, shown] of [
      ['float64', "'float64'"],
      [{ dtype: 'int32' }, 'an object'],
    ] as const) {
      expect(() => make(given as never)).toThrow(
        new DTypeError(`${name}: dtype is ${shown}; allowed: 'float32', 'float16', 'int32', 'uint8', 'bool'`),
      );
    }
  }
});

test('a number in the place of a shape is an error', () => {
  for (const [name, make] of Object.entries({ zeros, ones, full: (shape: never) => full(shape, 1) })) {
    expect(() => make(3 as never)).toThrow(new ShapeError(`${name}: a shape is a list of sizes such as [2, 3], got 3`));
  }
});

test('arange', async () => {
  expect(await numbers(arange(4))).toEqual([0, 1, 2, 3]);
  expect(await numbers(arange(3, { start: 2, step: -2 }))).toEqual([2, 0, -2]);
  expect(await numbers(arange(3, { start: 1, step: 0.5, dtype: 'float32' }))).toEqual([1, 1.5, 2]);
  expect(arange(0).shape).toEqual([0]);
  expect(() => arange(-1)).toThrow(new ArgumentError('arange: size -1 must be a whole number from 0 up'));
  expect(() => arange(2.5)).toThrow('arange: size 2.5 must be a whole number from 0 up');
  expect(() => arange(3, { stop: 3 } as never)).toThrow("arange: unknown option 'stop'; allowed: start, step, dtype");
  expect(() => arange(3, { step: 0.5 })).toThrow('the constant 0.5 is not an int32');
});

describe('oneHot', () => {
  const indices = tensor([2, 0, 5, -1], { dtype: 'int32' });

  test('an index out of range gives a row of zeros', async () => {
    expect(await numbers(oneHot(indices, 3))).toEqual([0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  test('the class axis goes where it is wanted, in the dtype wanted', async () => {
    expect([oneHot(indices, 3, 0).shape, oneHot(indices, 3, 0, 'bool').dtype]).toEqual([[3, 4], 'bool']);
    expect(await numbers(oneHot(indices, 3, 0))).toEqual([0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]);
    expect(oneHot(tensor(1, { dtype: 'int32' }), 4).shape).toEqual([4]);
  });

  test('errors', () => {
    expect(() => oneHot(tensor([1]), 3)).toThrow('oneHot (indices): got float32, needs int32');
    expect(() => oneHot(indices, 3, 2)).toThrow('oneHot: axis 2 is out of range for rank 2; allowed: -2 to 1');
    expect(() => oneHot(indices, 1.5)).toThrow('size 1.5 must be a whole number');
  });
});

describe('triangles', () => {
  const x = tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]);

  test.each([
    [0, [1, 0, 0, 4, 5, 0], [1, 2, 3, 0, 5, 6]],
    [1, [1, 2, 0, 4, 5, 6], [0, 2, 3, 0, 0, 6]],
    [-1, [0, 0, 0, 4, 0, 0], [1, 2, 3, 4, 5, 6]],
    [-5, [0, 0, 0, 0, 0, 0], [1, 2, 3, 4, 5, 6]],
    [5, [1, 2, 3, 4, 5, 6], [0, 0, 0, 0, 0, 0]],
  ])('diagonal %d', async (diagonal, lower, upper) => {
    expect(await numbers(tril(x, diagonal))).toEqual(lower);
    expect(await numbers(triu(x, diagonal))).toEqual(upper);
  });

  test('batches, dtypes, and gradients only inside', async () => {
    expect(tril(zeros([4, 2, 2])).shape).toEqual([4, 2, 2]);
    expect(await numbers(tril(ones([2, 2], 'bool')))).toEqual([1, 0, 1, 1]);
    expect(triu(ones([2, 2], 'int32')).dtype).toBe('int32');
    expect(await numbers(grad((y: Tensor) => tril(y).sum())(x))).toEqual([1, 0, 0, 1, 1, 0]);
    expect(await numbers(eye(2, 3))).toEqual([1, 0, 0, 0, 1, 0]);
    expect(eye(2, 2, 'int32').dtype).toBe('int32');
  });

  test('a vector has no triangle', () => {
    expect(() => tril(zeros([3]))).toThrow(new ShapeError('tril: [3] has no matrices; needs two axes or more'));
    expect(() => triu(zeros([]))).toThrow('triu: [] has no matrices; needs two axes or more');
  });
});
