import { ArgumentError, DTypeError, ShapeError, tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { wave } from '../../test/fixture.js';
import {
  count,
  fraction,
  replaceAt,
  requireImages,
  requireNumber,
  requireOneOf,
  requireSameShape,
  weightsOf,
} from './check.js';
import { singularValues } from './singular-values.js';

test('numbers, names, images', () => {
  expect(requireNumber('f', 'p', 0.5, fraction)).toBe(0.5);
  expect(() => requireNumber('f', 'p', Number.NaN, fraction)).toThrow(
    new ArgumentError('f: p NaN must be from 0 to 1'),
  );
  expect(() => requireNumber('f', 'n', '3' as never, count)).toThrow("f: n '3' must be a whole number from 1 up");
  expect(requireOneOf('f', 'kind', 'a', ['a', 'b'])).toBe('a');
  expect(() => requireOneOf('f', 'kind', 'c' as 'a', ['a', 'b'])).toThrow("f: kind 'c' is unknown; allowed: a, b");
  expect(() => requireImages('f', tensor([[1]]))).toThrow(ShapeError);
  expect(() => requireImages('f', tensor([1], { dtype: 'int32', shape: [1, 1, 1, 1] }))).toThrow(DTypeError);
  expect(() => requireSameShape('f', ['a', 'b'], tensor([1]), tensor(1))).toThrow('different shapes, [1] and []');
});

test('the weights of a tree, by default and by name', () => {
  const params = [{ weight: wave([2, 2]), bias: wave([2]) }, { weight: wave([2]) }];
  expect(weightsOf('f', params, undefined).map(({ path }) => path)).toEqual(['0.weight']);
  expect(weightsOf('f', params, '**.weight').map(({ path }) => path)).toEqual(['0.weight', '1.weight']);
  const other = wave([2, 2], 2);
  expect(replaceAt(params, new Map([['0.weight', other]]))[0]!.weight).toBe(other);
});

test('singular values of complex matrices, tall and wide', () => {
  // Columns (1, i) and (i, 1): orthogonal; (1, i) twice: rank 1.
  expect(singularValues(Float64Array.of(1, 0, 0, 1), Float64Array.of(0, 1, 1, 0), 2, 2)[0]).toBeCloseTo(Math.SQRT2, 12);
  const tall = singularValues(Float64Array.of(1, 1, 0, 0, 0, 0), Float64Array.of(0, 0, 1, 1, 0, 0), 3, 2);
  const wide = singularValues(Float64Array.of(1, 0, 0, 1, 0, 0), Float64Array.of(0, 1, 0, 0, 1, 0), 2, 3);
  for (const values of [tall, wide]) {
    const sorted = values.sort((a, b) => b - a);
    expect(sorted[0]).toBeCloseTo(2, 12);
    expect(sorted[1]).toBeCloseTo(0, 12);
  }
});
