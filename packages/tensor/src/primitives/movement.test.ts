import { describe, expect, test } from 'vitest';
import { ArgumentError, DTypeError, ShapeError } from '../errors.js';
import { grad, type Tensor, tensor, zeros } from '../index.js';
import { numbers, wave } from '../testing/values.js';
import { broadcastTo, concat, flip, pad, reshape, slice, transpose } from './movement.js';

const x = tensor([
  [1, 2, 3],
  [4, 5, 6],
]);

describe('reshape', () => {
  test.each([
    [
      [2, 3],
      [3, 2],
      [3, 2],
    ],
    [[2, 3], [-1], [6]],
    [
      [2, 3],
      [3, -1, 1],
      [3, 2, 1],
    ],
    [[], [1, 1], [1, 1]],
    [[1], [], []],
    [
      [0, 3],
      [-1, 3],
      [0, 3],
    ],
    [
      [0, 3],
      [5, 0],
      [5, 0],
    ],
  ])('%j to %j gives %j', (from, to, shape) => {
    expect(reshape(zeros(from), to).shape).toEqual(shape);
  });

  test.each([
    [[4], 'reshape: [2, 3] has 6 elements, [4] needs 4'],
    [[4, -1], 'reshape: [2, 3] (6 elements) does not divide into [4, -1]'],
    [[-1, -1], 'reshape: [-1, -1] is not a shape; sizes are integers from 0 up, at most one is -1'],
    [[-2, 3], 'reshape: [-2, 3] is not a shape'],
    [[1.5, 4], 'reshape: [1.5, 4] is not a shape'],
    [[0, -1], 'reshape: [2, 3] has 6 elements, [0, 0] needs 0'],
  ])('to %j is an error', (shape, message) => {
    expect(() => reshape(x, shape)).toThrow(ShapeError);
    expect(() => reshape(x, shape)).toThrow(message);
  });

  test('the same shape is the same tensor', () => {
    expect(reshape(x, [2, 3])).toBe(x);
  });
});

describe('transpose', () => {
  test('default reverses; negative axes count from the back', async () => {
    expect(await numbers(transpose(x))).toEqual([1, 4, 2, 5, 3, 6]);
    expect(transpose(zeros([2, 3, 4]), [-1, 0, 1]).shape).toEqual([4, 2, 3]);
    expect(transpose(x, [0, 1])).toBe(x);
    const scalar = tensor(1);
    expect(transpose(scalar)).toBe(scalar);
  });

  test.each([[[0, 0]], [[0]], [[0, 1, 1]], [[]]])('%j is not a permutation of two axes', (order) => {
    expect(() => transpose(x, order)).toThrow(
      new ArgumentError(`transpose: [${order.join(', ')}] does not name each of the 2 axes of [2, 3] once`),
    );
  });

  test('an axis out of range', () => {
    expect(() => transpose(x, [0, 2])).toThrow('transpose: axis 2 is out of range for rank 2; allowed: -2 to 1');
  });
});

describe('broadcastTo', () => {
  test('repeats axes of size 1 and new ones', async () => {
    expect(await numbers(broadcastTo(tensor([[1], [2]]), [2, 2, 2]))).toEqual([1, 1, 2, 2, 1, 1, 2, 2]);
    expect(broadcastTo(tensor([1]), [0]).shape).toEqual([0]);
  });

  test.each([
    [[3, 2], 'broadcastTo: shapes [2, 3] and [3, 2] do not broadcast: axis -2 is 2 in one and 3 in the other'],
    [[3], 'broadcastTo: [2, 3] does not broadcast to [3]'],
    [[1, 3], 'broadcastTo: [2, 3] does not broadcast to [1, 3]'],
    [[-1, 2, 3], 'broadcastTo: [-1, 2, 3] is not a shape; sizes are integers from 0 up'],
  ])('to %j is an error', (shape, message) => {
    expect(() => broadcastTo(x, shape)).toThrow(new ShapeError(message));
  });
});

describe('slice', () => {
  test.each([
    [{ axis: 1, start: 1 }, [2, 3, 5, 6]],
    [{ axis: 1, start: -1 }, [3, 6]],
    [{ axis: 1, end: -1 }, [1, 2, 4, 5]],
    [{ axis: 1, step: 2 }, [1, 3, 4, 6]],
    [{ axis: -2, start: 1, end: 1 }, []],
    [
      [
        { axis: 0, start: 1 },
        { axis: 1, end: 1 },
      ],
      [4],
    ],
  ])('%j', async (ranges, expected) => {
    expect(await numbers(slice(x, ranges))).toEqual(expected);
  });

  test('all of it is the same tensor', () => {
    expect(slice(x, { axis: 0 })).toBe(x);
  });

  test.each([
    [
      { axis: 0, end: 3 },
      ShapeError,
      'slice: start 0, end 3, step 1 on axis 0 of [2, 3]; allowed: 0 ≤ start ≤ end ≤ size',
    ],
    [{ axis: 1, start: 2, end: 1 }, ShapeError, 'slice: start 2, end 1, step 1 on axis 1 of [2, 3]'],
    [{ axis: 1, start: -4 }, ShapeError, 'slice: start -1, end 3, step 1'],
    [{ axis: 1, step: -1 }, ShapeError, 'a step from 1 up (use flip to go backwards)'],
    [{ axis: 1, step: 0 }, ShapeError, 'step 0'],
    [{ axis: 1, start: 0.5 }, ShapeError, 'start 0.5'],
    [{ axis: 2 }, ArgumentError, 'slice: axis 2 is out of range for rank 2'],
    [
      [
        { axis: 1, start: 1 },
        { axis: -1, end: 1 },
      ],
      ArgumentError,
      'slice: axis 1 is given twice',
    ],
    [{ axis: 1, stop: 1 } as never, ArgumentError, "slice: unknown option 'stop'; allowed: axis, start, end, step"],
  ])('%j is an error', (ranges, type, message) => {
    expect(() => slice(x, ranges)).toThrow(type);
    expect(() => slice(x, ranges)).toThrow(message);
  });
});

describe('pad', () => {
  test('puts the value around', async () => {
    const y = pad(tensor([1, 2]), [[1, 2]], 9);
    expect(await numbers(y)).toEqual([9, 1, 2, 9, 9]);
    expect(await numbers(pad(zeros([0], 'int32'), [[1, 1]], 7))).toEqual([7, 7]);
    expect(await numbers(pad(tensor([true]), [[1, 0]], 1))).toEqual([1, 1]);
  });

  test('errors', () => {
    const widths = 'pad: widths must be integers from 0 up, one pair for each axis of [2, 3]';
    expect(() => pad(x, [[1, 1]])).toThrow(new ArgumentError(`${widths}; got before [1], after [1]`));
    expect(() =>
      pad(x, [
        [0, 0],
        [-1, 0],
      ]),
    ).toThrow(`${widths}; got before [0, -1], after [0, 0]`);
    expect(() => pad(tensor([1], { dtype: 'int32' }), [[1, 1]], 0.5)).toThrow(
      new DTypeError('pad: the constant 0.5 is not an int32; cast the tensor to float32 first'),
    );
  });
});

describe('concat and flip', () => {
  test('joins along an axis', async () => {
    expect(await numbers(concat([x, tensor([[7], [8]])], -1))).toEqual([1, 2, 3, 7, 4, 5, 6, 8]);
    expect(concat([x])).toBe(x);
    expect(concat([zeros([0, 3]), x, zeros([0, 3])]).shape).toEqual([2, 3]);
  });

  test('reverses axes', async () => {
    expect(await numbers(flip(x))).toEqual([6, 5, 4, 3, 2, 1]);
    expect(await numbers(flip(x, 1))).toEqual([3, 2, 1, 6, 5, 4]);
    expect(flip(x, [])).toBe(x);
  });

  test('errors', () => {
    expect(() => concat([])).toThrow(new ArgumentError('concat: needs one tensor or more'));
    expect(() => concat([x, zeros([2, 2])], 0)).toThrow(
      new ShapeError('concat: [2, 3] and [2, 2] differ on an axis other than 0'),
    );
    expect(() => concat([x, zeros([3])])).toThrow('concat: [2, 3] and [3] differ on an axis other than 0');
    expect(() => concat([x, zeros([2, 3], 'int32')])).toThrow(
      "concat: operands have different dtypes (float32, int32); cast the int32 one: x.cast('float32')",
    );
    expect(() => concat([tensor(1), tensor(2)])).toThrow(
      'concat: axis 0 is out of range for rank 0; a scalar has no axes',
    );
    expect(() => flip(x, [0, 0])).toThrow('flip: axis 0 is given twice');
  });
});

test('movements are linear: the gradient of a weighted sum puts each weight where its element came from', async () => {
  const size = 12;
  const at = wave([3, 4]);
  const moves: [string, (y: Tensor) => Tensor][] = [
    ['reshape', (y) => reshape(y, [2, 6])],
    ['transpose', (y) => transpose(y)],
    ['broadcast', (y) => broadcastTo(reshape(y, [3, 1, 4]), [3, 2, 4])],
    [
      'slice',
      (y) =>
        slice(y, [
          { axis: 0, start: 1 },
          { axis: 1, step: 3 },
        ]),
    ],
    ['nothing', (y) => slice(y, { axis: 1, start: 2, end: 2 })],
    [
      'pad',
      (y) =>
        pad(
          y,
          [
            [1, 0],
            [0, 2],
          ],
          5,
        ),
    ],
    ['concat', (y) => concat([y, flip(y)], 1)],
    ['flip', (y) => flip(y, 1)],
  ];
  for (const [name, move] of moves) {
    const weights = wave(move(at).shape, 3);
    const g = await numbers(grad((y: Tensor) => move(y).mul(weights).sum())(at));
    for (let i = 0; i < size; i++) {
      const unit = tensor(
        Float64Array.from({ length: size }, (_, k) => Number(k === i)),
        { shape: [3, 4] },
      );
      const change = move(unit)
        .sub(move(zeros([3, 4])))
        .mul(weights)
        .sum();
      expect(g[i], `${name} ${i}`).toBeCloseTo(await change.item(), 12);
    }
  }
});
