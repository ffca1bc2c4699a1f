import { describe, expect, test } from 'vitest';
import { grad } from '../autodiff/transforms.js';
import { add, div, equal, less, logicalAnd, logicalNot, maximum, minimum, mul, pow, sub, where } from '../index.js';
import { tensor } from '../tensor.js';
import { numbers } from '../testing/values.js';
import { cast, notEqual } from './logic.js';

const f32 = tensor([1, 2, 3]);
const f16 = tensor([1], { dtype: 'float16' });
const int = tensor([1, 2, 3], { dtype: 'int32' });
const bool = tensor([true, false, true]);

test.each([
  ['add', () => add(f32, tensor([[1], [2]])), [2, 3], 'float32'],
  ['int add', () => add(int, int), [3], 'int32'],
  ['half', () => mul(f16, 2), [1], 'float16'],
  ['equal', () => equal(bool, bool), [3], 'bool'],
  ['less', () => less(tensor([[1]]), f32), [1, 3], 'bool'],
  ['where', () => where(tensor([[true], [false]]), f32, 0), [2, 3], 'float32'],
  ['where of ints', () => where(bool, int, 0), [3], 'int32'],
  ['cast', () => cast(f32, 'int32'), [3], 'int32'],
] as const)('%s: shape and dtype', (_name, run, shape, dtype) => {
  const y = run();
  expect([y.shape, y.dtype]).toEqual([shape, dtype]);
});

test.each([
  [() => add(f32, tensor([1, 2])), 'add: shapes [3] and [2] do not broadcast: axis -1 is 3 in one and 2 in the other'],
  [() => mul(f32, int), "mul: operands have different dtypes (float32, int32); cast the int32 one: x.cast('float32')"],
  [() => sub(bool, bool), "sub: got bool, needs float32 or float16 or int32; cast it first: x.cast('float32')"],
  [() => div(int, 2), "div: got int32, needs float32 or float16; cast it first: x.cast('float32')"],
  [() => pow(int, int), "pow: got int32, needs float32 or float16; cast it first: x.cast('float32')"],
  [() => less(bool, bool), "less: got bool, needs float32 or float16 or int32; cast it first: x.cast('float32')"],
  [() => logicalAnd(bool, f32), 'logicalAnd: got float32, needs bool'],
  [() => logicalNot(f32), 'logicalNot: got float32, needs bool'],
  [() => where(f32, 1, 0), 'where (condition): got float32, needs bool'],
  [() => where(bool, f32, int), 'where: operands have different dtypes (float32, int32)'],
  [() => where(bool, tensor([1, 2]), 0), 'where: shapes [3] and [2] and [] do not broadcast'],
  [
    () => cast(f32, 'float64' as never),
    "cast: dtype is 'float64'; allowed: 'float32', 'float16', 'int32', 'uint8', 'bool'",
  ],
])('error %#: %s', (run, message) => {
  expect(run).toThrow(message);
});

describe('values at the edges', () => {
  test('int32 arithmetic wraps', async () => {
    const big = tensor([2 ** 31 - 1, -(2 ** 31), 123456789], { dtype: 'int32' });
    expect(await numbers(add(big, 1))).toEqual([-(2 ** 31), -(2 ** 31) + 1, 123456790]);
    expect(await numbers(mul(big, 987654321))).toEqual([1159829327, -2147483648, Math.imul(123456789, 987654321)]);
  });

  test('NaN wins maximum and minimum; nothing equals it', async () => {
    const nan = tensor([Number.NaN, 1], { allowNonFinite: true });
    expect(await numbers(maximum(nan, 0))).toEqual([Number.NaN, 1]);
    expect(await numbers(minimum(0, nan))).toEqual([Number.NaN, 0]);
    expect(await numbers(equal(nan, nan))).toEqual([0, 1]);
    expect(await numbers(notEqual(nan, nan))).toEqual([1, 0]);
  });

  test('casts truncate, and anything but 0 is true', async () => {
    expect(await numbers(cast(tensor([-1.7, 1.7]), 'int32'))).toEqual([-1, 1]);
    expect(await numbers(cast(tensor([-0, 0.1]), 'bool'))).toEqual([0, 1]);
    expect(await numbers(cast(tensor([0.1]), 'float16'))).toEqual([0.0999755859375]);
    expect(cast(f32, 'float32')).toBe(f32);
  });
});

describe('derivatives at the edges', () => {
  test('ties share the gradient', async () => {
    const both = (fn: typeof maximum) =>
      grad(([a, b]: [typeof f32, typeof f32]) => fn(a, b).sum())([tensor([1, 2, 3]), tensor([2, 2, 2])]);
    const [da, db] = both(maximum);
    expect([await numbers(da), await numbers(db)]).toEqual([
      [0, 0.5, 1],
      [1, 0.5, 0],
    ]);
    const [ea, eb] = both(minimum);
    expect([await numbers(ea), await numbers(eb)]).toEqual([
      [1, 0.5, 0],
      [0, 0.5, 1],
    ]);
  });

  test('small whole powers are products, right at 0 in every derivative', async () => {
    expect(pow(f32, 1)).toBe(f32);
    const zero = tensor([0, 2]);
    const second = (n: number) => grad((y: typeof zero) => grad((x: typeof zero) => pow(x, n).sum())(y).sum())(zero);
    expect(await numbers(second(2))).toEqual([2, 2]);
    expect(await numbers(second(3))).toEqual([0, 12]);
    expect(await numbers(second(4))).toEqual([0, 48]);
  });

  test('a power with a tensor exponent, at base 0 and exponent 0', async () => {
    const [da, db] = grad(([a, b]: [typeof f32, typeof f32]) => pow(a, b).sum())([
      tensor([0, 0, 2]),
      tensor([0, 2, 3]),
    ]);
    expect(await numbers(da)).toEqual([0, 0, 12]);
    expect(await numbers(db)).toEqual([0, 0, 8 * Math.log(2)]);
  });

  test('scalars that were broadcast collect the gradient, in the branch taken alone', async () => {
    const [a, b] = grad(([a, b]: [typeof f32, typeof f32]) => where(bool, mul(a, f32), mul(b, f32)).sum())([
      tensor(5),
      tensor([[7]]),
    ]);
    expect([a.shape, b.shape, await numbers(a), await numbers(b)]).toEqual([[], [1, 1], [4], [2]]);
  });

  test('a NaN in the branch not taken does no harm to the value; its gradient is multiplied by 0', async () => {
    const safe = (x: typeof f32) => where(less(0, x), where(less(0, x), x, 1).log(), 0).sum();
    expect(await numbers(grad(safe)(tensor([0, 2])))).toEqual([0, 0.5]);
  });
});
