import { ArgumentError, DTypeError, foldIn, key, mul, type Tensor } from '@saddlepoint/tensor';
import { expect, expectTypeOf, test } from 'vitest';
import { wave } from '../test/torch.js';
import { type ConvParams, conv2d } from './conv.js';
import { flatten } from './flatten.js';
import {
  type Context,
  checkInput,
  checkParameters,
  childContext,
  given,
  type Layer,
  type NoParams,
  type ParamsOf,
  requireCount,
  requireInitializer,
} from './layer.js';
import { type LinearParams, linear } from './linear.js';
import { sequential } from './sequential.js';

test('a layer of one’s own stands in any container', async () => {
  const scale = (width: number): Layer<{ scale: Tensor }> => ({
    init: () => ({ scale: wave([width]) }),
    apply: (params, x) => mul(x, params.scale),
  });
  const layer = sequential(scale(2), flatten(0));
  const params = layer.init(key(0));
  expectTypeOf(params[0].scale).toEqualTypeOf<Tensor>();
  const [a, b] = await params[0].scale.data();
  expect(Array.from(await layer.apply(params, wave([1, 2]).mul(0).add(1)).data())).toEqual([a, b]);
});

test('the types of parameters', () => {
  const [dense, image, none] = [linear(2, 2), conv2d(1, 1, 1), flatten()];
  expectTypeOf<ParamsOf<typeof dense>>().toEqualTypeOf<LinearParams>();
  expectTypeOf<ParamsOf<typeof image>>().toEqualTypeOf<ConvParams>();
  expectTypeOf<ParamsOf<typeof none>>().toEqualTypeOf<NoParams>();
  expectTypeOf<ParamsOf<string>>().toEqualTypeOf<never>();
  // Any layer serves where the kind of parameters does not matter.
  expectTypeOf(dense).toExtend<Layer>();
});

test('a child gets the mode of its parent and a key of its own', async () => {
  const context: Context = { training: true, key: key(4) };
  const [first, second] = [childContext(context, 0)!, childContext(context, 1)!];
  expect(first.training).toBe(true);
  expect(await first.key!.data()).toEqual(await foldIn(key(4), 0).data());
  expect(await first.key!.data()).not.toEqual(await second.key!.data());
  expect(await first.key!.data()).not.toEqual(await key(4).data());
  expect(childContext(undefined, 0)).toBeUndefined();
  expect(childContext({ training: true }, 0)).toEqual({ training: true });
});

test('requireCount', () => {
  requireCount('f', 'n', 1);
  for (const n of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => requireCount('f', 'n', n)).toThrow(ArgumentError);
    expect(() => requireCount('f', 'n', n)).toThrow(`f: n ${n} must be a whole number from 1 up`);
  }
});

test('requireInitializer', () => {
  requireInitializer('f', 'weight', () => wave([1]));
  expect(() => requireInitializer('f', 'weight', true)).toThrow(
    /^f: weight true must be an initializer such as zeros\(\)$/,
  );
  expect(() => requireInitializer('f', 'bias', 'zeros')).toThrow('such as zeros(), or false for no bias');
});

test('checkParameters', () => {
  const shapes = { weight: [2, 3], bias: [2] };
  const [weight, bias] = [wave([2, 3]), wave([2])];
  checkParameters('f', { weight, bias }, shapes);
  checkParameters('f', { bias, weight, old: undefined }, shapes);
  checkParameters('f', {}, {});
  expect(() => checkParameters('f', { weight, gain: bias }, shapes)).toThrow(
    'f: parameters: missing: bias; unexpected: gain',
  );
  expect(() => checkParameters('f', undefined, shapes)).toThrow('missing: weight, bias');
  expect(() => checkParameters('f', { weight: 1, bias }, shapes)).toThrow('missing: weight');
  expect(() => checkParameters('f', { weight: wave([3, 2]), bias }, shapes)).toThrow(
    "f: parameter 'weight' [3, 2] must be [2, 3]",
  );
});

test('checkInput', () => {
  const [x, int] = [wave([2]), wave([2]).cast('int32')];
  checkInput('f', x, {});
  checkInput('f', x, { weight: x, old: undefined });
  expect(() => checkInput('f', int, {})).toThrow(
    new DTypeError("f: input is int32, but must be float; cast it: x.cast('float32')"),
  );
  expect(() => checkInput('f', x, { weight: x, bias: x.cast('float16') })).toThrow(
    new DTypeError("f: input is float32, but parameter 'bias' float16; cast one of them"),
  );
});

test('given leaves out what is undefined', () => {
  expect(given({ a: undefined, b: false, c: 0 })).toEqual({ b: false, c: 0 });
  expect('a' in given({ a: undefined })).toBe(false);
});
