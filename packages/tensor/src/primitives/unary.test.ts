import { describe, expect, test } from 'vitest';
import { grad } from '../autodiff/transforms.js';
import { ArgumentError, DTypeError, NonFiniteError } from '../errors.js';
import { tensor } from '../tensor.js';
import { numbers } from '../testing/values.js';
import { erfInvOf, erfOf } from './special.js';
import * as unary from './unary.js';

const operations: Readonly<Record<string, unknown>> = unary;
const operation = (name: string) => operations[name] as typeof unary.exp;

const int = tensor([-3, 0, 3], { dtype: 'int32' });
const bool = tensor([true]);
const half = tensor([0.5], { dtype: 'float16' });
const { neg, abs, sign, clip, relu, round, floor, exp } = unary;
const floatsOnly = ['exp', 'expm1', 'log', 'log1p', 'sqrt', 'rsqrt', 'sin', 'cos', 'tanh', 'sigmoid', 'erf'] as const;

test.each([...floatsOnly, 'erfInv', 'floor', 'round', 'relu'] as const)(
  '%s takes floats of both sizes only',
  (name) => {
    expect([operation(name)(half).dtype, operation(name)(tensor([[1]])).shape]).toEqual(['float16', [1, 1]]);
    const message = (dtype: string) =>
      `${name}: got ${dtype}, needs float32 or float16; cast it first: x.cast('float32')`;
    expect(() => operation(name)(int)).toThrow(new DTypeError(message('int32')));
    expect(() => operation(name)(bool)).toThrow(new DTypeError(message('bool')));
  },
);

test('neg, abs, sign and clip take whole numbers too', async () => {
  expect([await numbers(neg(int)), neg(int).dtype]).toEqual([[3, 0, -3], 'int32']);
  expect(await numbers(abs(int))).toEqual([3, 0, 3]);
  expect(await numbers(sign(int))).toEqual([-1, 0, 1]);
  expect([await numbers(clip(int, -1, 2)), clip(int).dtype]).toEqual([[-1, 0, 2], 'int32']);
  expect(() => neg(bool)).toThrow("neg: got bool, needs float32 or float16 or int32; cast it first: x.cast('float32')");
});

test('halves round to even', async () => {
  const x = tensor([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 2.4, -2.6]);
  expect(await numbers(round(x))).toEqual([-2, -2, -0, 0, 2, 2, 2, -3]);
  expect(await numbers(floor(x))).toEqual([-3, -2, -1, 0, 1, 2, 2, -3]);
});

describe('clip', () => {
  test('bounds that make no sense', () => {
    const x = tensor([1]);
    expect(() => clip(x, 2, 1)).toThrow(new ArgumentError('clip: min 2 must not be greater than max 1'));
    expect(() => clip(x, Number.NaN)).toThrow('clip: min NaN must not be greater than max Infinity');
    expect(() => clip(int, 0.5, 2)).toThrow(
      new DTypeError('clip: the constant 0.5 is not an int32; cast the tensor to float32 first'),
    );
    expect(() => clip(half, -1e6, 1)).toThrow(NonFiniteError);
    expect(() => clip(bool, 0, 1)).toThrow('clip: got bool');
  });

  test('the derivative is 1 inside and on the bounds, with bounds on either side or none', async () => {
    const x = tensor([-2, -1, 0, 1, 2]);
    const at = (min?: number, max?: number) => numbers(grad((y: typeof x) => clip(y, min, max).sum())(x));
    expect(await at(-1, 1)).toEqual([0, 1, 1, 1, 0]);
    expect(await at(0)).toEqual([0, 0, 1, 1, 1]);
    expect(await at(undefined, 0)).toEqual([1, 1, 1, 0, 0]);
    expect(await at()).toEqual([1, 1, 1, 1, 1]);
    const h = tensor([0.5, 100], { dtype: 'float16' });
    expect(await numbers(grad((y: typeof x) => clip(y, 0).sum())(h))).toEqual([1, 1]);
  });
});

test('derivatives at kinks are 0, and those of steps are 0 everywhere', async () => {
  const x = tensor([-1, 0, 1]);
  const of = (fn: (x: typeof int) => typeof int) => numbers(grad((y: typeof x) => fn(y).sum())(x));
  expect(await of(abs)).toEqual([-1, 0, 1]);
  expect(await of(relu)).toEqual([0, 0, 1]);
  for (const fn of [sign, floor, round]) expect(await of(fn)).toEqual([0, 0, 0]);
  expect(await numbers(relu(tensor([Number.NaN], { allowNonFinite: true })))).toEqual([Number.NaN]);
});

test('numbers are taken as float32 scalars', async () => {
  expect([exp(0).shape, exp(0).dtype, await exp(0).item()]).toEqual([[], 'float32', 1]);
});

describe('special functions in double precision', () => {
  // Abramowitz and Stegun, table 7.1, and Wolfram Alpha to 16 digits.
  test.each([
    [0, 0],
    [0.5, 0.5204998778130465],
    [1, 0.8427007929497149],
    [2, 0.9953222650189527],
    [2.5, 0.999593047982555],
    [3, 0.9999779095030014],
    [-1, -0.8427007929497149],
    [7, 1],
  ])('erf(%d)', (x, y) => {
    expect(Math.abs(erfOf(x) - y)).toBeLessThan(1e-15);
  });

  test('erfInv undoes erf, and is infinite at the ends', () => {
    for (let x = -0.999; x < 1; x += 0.037) expect(erfOf(erfInvOf(x))).toBeCloseTo(x, 14);
    expect([erfInvOf(1), erfInvOf(-1), erfInvOf(1.5)]).toEqual([
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      Number.NaN,
    ]);
  });
});
