import { key, logSoftmax, mean, neg, type Tensor, takeAlongAxis, tensor } from '@saddlepoint/tensor';
import { expect, expectTypeOf, test } from 'vitest';
import { expectChildren } from '../test/children.js';
import { expectLikeTorch, fixture, wave } from '../test/torch.js';
import { relu } from './activations.js';
import { type ConvParams, conv2d } from './conv.js';
import { flatten } from './flatten.js';
import type { Layer, NoParams, ParamsOf } from './layer.js';
import { type LinearParams, linear } from './linear.js';
import { maxPool } from './pool.js';
import { sequential } from './sequential.js';

const cnn = sequential(
  conv2d(1, 3, 3, { padding: 1 }),
  relu(),
  maxPool(2),
  conv2d(3, 4, 3, { padding: 1 }),
  relu(),
  maxPool(2),
  flatten(),
  linear(16, 5),
);

test('a CNN as in torch: state dict, logits, gradients of the cross-entropy', async () => {
  const { cases, labels } = fixture<{ labels: number[] }>('sequential');
  const at = tensor(Int32Array.from(labels), { shape: [labels.length, 1] });
  await expectLikeTorch(cnn, cases[0]!, (logits) => neg(mean(takeAlongAxis(logSoftmax(logits), at))));
});

test('parameters are typed by position', () => {
  type Expected = [ConvParams, NoParams, NoParams, ConvParams, NoParams, NoParams, NoParams, LinearParams];
  expectTypeOf<ParamsOf<typeof cnn>>().toEqualTypeOf<Expected>();
  const nested = sequential(sequential(linear(2, 2), relu()), linear(2, 1));
  expectTypeOf<ParamsOf<typeof nested>>().toEqualTypeOf<[[LinearParams, NoParams], LinearParams]>();
  expectTypeOf(cnn.init(key(0))[0].weight).toEqualTypeOf<Tensor>();
});

test('takes a list that is only known at run time', () => {
  const layers: Layer[] = Array.from({ length: 3 }, () => linear(4, 4));
  const deep = sequential(...layers);
  expect(deep.apply(deep.init(key(0)), wave([2, 4])).shape).toEqual([2, 4]);
});

test('children are named as their parameters', () => {
  expectChildren(cnn, ['0', '1', '2', '3', '4', '5', '6', '7']);
  expectChildren(sequential(sequential(linear(2, 2), relu()), linear(2, 1)), ['0', '1']);
});

test('layers alike start differently', async () => {
  const [first, second] = sequential(linear(3, 3), linear(3, 3)).init(key(0));
  expect(await first.weight.data()).not.toEqual(await second.weight.data());
});

test('nothing to apply, and missing parameters, are errors', () => {
  expect(() => sequential()).toThrow('sequential: needs one layer or more');
  const layer = sequential(linear(2, 2), relu(), linear(2, 1));
  const [first] = layer.init(key(0));
  const short = [first] as unknown as ParamsOf<typeof layer>;
  expect(() => layer.apply(short, wave([1, 2]))).toThrow(
    'sequential: layer 2: linear: parameters: missing: weight, bias',
  );
});

test('what is no layer is an error where the network is made', () => {
  expect(() => sequential([linear(2, 2), relu()] as never)).toThrow(
    'sequential: layer 0 must be a layer, got an array; give the layers one by one: sequential(...layers)',
  );
  expect(() => sequential(linear(2, 2), relu as never)).toThrow(
    'sequential: layer 1 must be a layer, got a function; call it, as in relu()',
  );
});
