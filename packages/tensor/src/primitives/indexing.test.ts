import { describe, expect, test } from 'vitest';
import { ArgumentError, DTypeError, ShapeError } from '../errors.js';
import { gather, grad, scatterAdd, type Tensor, takeAlongAxis, tensor, zeros } from '../index.js';
import { failure, numbers } from '../testing/values.js';

const int = (data: number[] | number[][]) => tensor(data, { dtype: 'int32' });
const x = tensor([
  [1, 2, 3],
  [4, 5, 6],
]);

describe('gather', () => {
  test('the indices take the place of the axis', async () => {
    expect(await numbers(gather(x, int([1, 0, 1])))).toEqual([4, 5, 6, 1, 2, 3, 4, 5, 6]);
    expect(gather(zeros([5, 6, 7]), int([[0, 1]]), 1).shape).toEqual([5, 1, 2, 7]);
    expect(gather(x, zeros([0], 'int32')).shape).toEqual([0, 3]);
    expect(gather(tensor([true]), int([0])).dtype).toBe('bool');
    expect(gather(zeros([0, 3]), zeros([0], 'int32')).shape).toEqual([0, 3]);
  });

  test('an index used twice collects both gradients', async () => {
    const g = grad((y: Tensor) =>
      gather(y, int([1, 1, 0]))
        .mul(tensor([[1], [10], [100]]))
        .sum(),
    )(x);
    expect(await numbers(g)).toEqual([100, 100, 100, 11, 11, 11]);
  });

  test('errors', async () => {
    expect(() => gather(x, tensor([0]))).toThrow(new DTypeError('gather (indices): got float32, needs int32'));
    expect(() => gather(zeros([0, 3]), int([0]))).toThrow(
      new ShapeError('gather: axis 0 of [0, 3] is empty; nothing to take'),
    );
    expect(() => gather(x, int([0]), 2)).toThrow('gather: axis 2 is out of range for rank 2; allowed: -2 to 1');
    expect(await failure(() => gather(x, int([0, 2])).data())).toEqual(
      new ArgumentError('gather: index 2 at position 1 is out of range; allowed: 0 to 1'),
    );
    expect((await failure(() => gather(x, int([-1])).data())).message).toContain('gather: index -1 at position 0');
  });
});

describe('takeAlongAxis', () => {
  test('one element for each index', async () => {
    expect(await numbers(takeAlongAxis(x, int([[2], [0]])))).toEqual([3, 4]);
    expect(await numbers(takeAlongAxis(x, int([[1, 0, 1]]), 0))).toEqual([4, 2, 6]);
    const g = grad((y: Tensor) =>
      takeAlongAxis(
        y,
        int([
          [2, 2],
          [0, 1],
        ]),
      ).sum(),
    )(x);
    expect(await numbers(g)).toEqual([0, 0, 2, 1, 1, 0]);
  });

  test('errors', async () => {
    expect(() => takeAlongAxis(x, int([0]))).toThrow(
      new ShapeError('takeAlongAxis: [2, 3] and indices [1] must agree on every axis but 1'),
    );
    expect(() => takeAlongAxis(x, int([[0]]))).toThrow('takeAlongAxis: [2, 3] and indices [1, 1] must agree');
    expect(() => takeAlongAxis(x, zeros([2, 1]))).toThrow('takeAlongAxis (indices): got float32, needs int32');
    expect((await failure(() => takeAlongAxis(x, int([[3], [0]])).data())).message).toBe(
      'takeAlongAxis: index 3 at position 0 is out of range; allowed: 0 to 2',
    );
  });
});

describe('scatterAdd', () => {
  test('adds every update, repeated indices included', async () => {
    const y = scatterAdd(
      x,
      int([1, 1]),
      tensor([
        [10, 20, 30],
        [1, 1, 1],
      ]),
    );
    expect(await numbers(y)).toEqual([1, 2, 3, 15, 26, 37]);
    expect(await numbers(scatterAdd(x, int([0]), tensor([[10], [20]]), 1))).toEqual([11, 2, 3, 24, 5, 6]);
    expect(scatterAdd(int([1, 2]), int([0]), int([5])).dtype).toBe('int32');
  });

  test('the gradient of updates is gathered', async () => {
    const g = grad((u: Tensor) =>
      scatterAdd(x, int([1, 0]), u)
        .mul(x)
        .sum(),
    )(zeros([2, 3]));
    expect(await numbers(g)).toEqual([4, 5, 6, 1, 2, 3]);
  });

  test('updates of another shape are an error, even where they would broadcast', () => {
    const square = zeros([2, 2]);
    expect(() => scatterAdd(square, int([0, 1]), tensor([1, 2]))).toThrow(
      new ShapeError('scatterAdd: updates [2] for [2, 2] with indices [2] at axis 0 must be [2, 2]'),
    );
    expect(() => scatterAdd(square, int([0]), zeros([1, 1]))).toThrow('must be [1, 2]');
    expect(() => scatterAdd(zeros([2], 'bool'), int([0]), zeros([1], 'bool'))).toThrow('scatterAdd: got bool');
    expect(() => scatterAdd(square, tensor([0]), zeros([1, 2]))).toThrow(
      'scatterAdd (indices): got float32, needs int32',
    );
  });
});
