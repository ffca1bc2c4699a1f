import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ArgumentError, ShapeError } from './errors.js';
import {
  broadcastShapes,
  broadcastStrides,
  checkShape,
  normalizeAxes,
  normalizeAxis,
  reduceShape,
  sameShape,
  showShape,
  sizeOf,
  stridesOf,
  viewOffsets,
} from './shape.js';

const shapes = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 });

test('sizes, equality and text', () => {
  expect([sizeOf([]), sizeOf([2, 3]), sizeOf([2, 0, 3])]).toEqual([1, 6, 0]);
  expect([sameShape([1, 2], [1, 2]), sameShape([1], [1, 1]), sameShape([], [])]).toEqual([true, false, true]);
  expect([showShape([]), showShape([2, 3])]).toEqual(['[]', '[2, 3]']);
});

test.each([[[-1, 2]], [[1.5]], [[Number.NaN]], [[Number.POSITIVE_INFINITY]]])('%o is not a shape', (shape) => {
  expect(() => checkShape('full', shape)).toThrow(ShapeError);
  expect(() => checkShape('full', shape)).toThrow(`full: [${shape.join(', ')}] is not a shape; sizes are integers`);
});

describe('broadcasting', () => {
  test.each([
    [
      [[2, 3], [3]],
      [2, 3],
    ],
    [
      [
        [2, 1],
        [1, 3],
      ],
      [2, 3],
    ],
    [
      [[], [4, 1]],
      [4, 1],
    ],
    [
      [[0, 3], [1], [3]],
      [0, 3],
    ],
    [[[1], [0]], [0]],
    [
      [[5], [2, 1], [3, 1, 1]],
      [3, 2, 5],
    ],
  ])('%o gives %o', (operands, result) => {
    expect(broadcastShapes('add', ...operands)).toEqual(result);
  });

  test('shapes that do not fit are named with the axis', () => {
    expect(() => broadcastShapes('add', [2, 3], [2, 4])).toThrow(
      new ShapeError('add: shapes [2, 3] and [2, 4] do not broadcast: axis -1 is 3 in one and 4 in the other'),
    );
    expect(() => broadcastShapes('where', [], [2, 3], [4, 1])).toThrow('axis -2 is 2 in one and 4 in the other');
    expect(() => broadcastShapes('add', [0], [2])).toThrow('axis -1 is 0 in one and 2 in the other');
  });

  test('the order of operands does not matter', () => {
    const attempt = (...operands: number[][]) => {
      try {
        return broadcastShapes('op', ...operands);
      } catch {
        return 'error';
      }
    };
    fc.assert(
      fc.property(shapes, shapes, (a, b) => {
        expect(attempt(a, b)).toEqual(attempt(b, a));
      }),
    );
  });

  test('broadcast strides read the element whose index is 0 on repeated axes', () => {
    expect(broadcastStrides([3, 1], [2, 3, 4])).toEqual([0, 1, 0]);
    expect(viewOffsets([2, 3], broadcastStrides([3], [2, 3]))).toEqual(Int32Array.of(0, 1, 2, 0, 1, 2));
  });
});

describe('axes', () => {
  test('negative axes count from the back', () => {
    expect([normalizeAxis('sum', -1, 3), normalizeAxis('sum', 0, 3)]).toEqual([2, 0]);
    expect(normalizeAxes('sum', [-1, 0], 3)).toEqual([0, 2]);
    expect([normalizeAxes('sum', undefined, 3), normalizeAxes('sum', 1, 3)]).toEqual([[0, 1, 2], [1]]);
    expect(normalizeAxes('sum', undefined, 0)).toEqual([]);
  });

  test('an axis out of range, fractional or given twice is an error', () => {
    const thrown = (run: () => void, text: string) => expect(run).toThrow(new ArgumentError(text));
    thrown(() => normalizeAxis('sum', 2, 2), 'sum: axis 2 is out of range for rank 2; allowed: -2 to 1');
    thrown(() => normalizeAxis('sum', 0.5, 2), 'sum: axis 0.5 is out of range for rank 2; allowed: -2 to 1');
    thrown(() => normalizeAxis('sum', 0, 0), 'sum: axis 0 is out of range for rank 0; a scalar has no axes');
    thrown(() => normalizeAxes('sum', [1, -1], 2), 'sum: axis 1 is given twice');
  });

  test('reduced shapes', () => {
    expect([reduceShape([2, 3, 4], [0, 2], false), reduceShape([2, 3, 4], [0, 2], true)]).toEqual([[3], [1, 3, 1]]);
  });
});

test('views visit row-major positions with any strides', () => {
  expect(stridesOf([2, 3, 4])).toEqual([12, 4, 1]);
  fc.assert(
    fc.property(
      shapes.chain((shape) =>
        fc.tuple(
          fc.constant(shape),
          fc.array(fc.integer({ min: -5, max: 5 }), { minLength: shape.length, maxLength: shape.length }),
        ),
      ),
      ([shape, strides]) => {
        const offsets = [...viewOffsets(shape, strides, 7)];
        const steps = stridesOf(shape);
        const expected = Array.from({ length: sizeOf(shape) }, (_, i) =>
          shape.reduce((at, d, axis) => at + (Math.floor(i / steps[axis]!) % d) * strides[axis]!, 7),
        );
        expect(offsets).toEqual(expected);
      },
    ),
  );
});
