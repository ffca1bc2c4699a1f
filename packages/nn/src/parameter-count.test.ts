import { key, tree } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { shapesOf } from '../test/torch.js';
import { relu } from './activations.js';
import { conv2d } from './conv.js';
import { gpt } from './gpt.js';
import { linear } from './linear.js';
import { parameterCount } from './parameter-count.js';
import { sequential } from './sequential.js';

test('counts the numbers of every tensor', () => {
  expect(parameterCount(sequential(linear(784, 512), relu(), linear(512, 10)).init(key(0)))).toBe(
    784 * 512 + 512 + 512 * 10 + 10,
  );
  expect(parameterCount(conv2d(4, 6, 3, { groups: 2, bias: false }).init(key(0)))).toBe(6 * 2 * 9);
  expect(parameterCount(relu().init(key(0)))).toBe(0);
});

test('GPT-2 small has its 124 million, and the head that GPT-2 ties to its tokens', () => {
  const model = gpt({ vocabulary: 50257, context: 1024, layers: 12, heads: 12, width: 768 });
  const params = model.init(key(0));
  // Lazy: nothing is drawn.
  expect(parameterCount(params)).toBe(124_439_808 + 50257 * 768);
  expect(Object.keys(shapesOf(params))).toHaveLength(2 + 12 * 12 + 2 + 1);
});

test('skips what is no tensor', () => {
  const params = linear(2, 3).init(key(0));
  const [, biases] = tree.partition(params, (_, path) => path === 'weight');
  expect(parameterCount(biases)).toBe(3);
  expect(parameterCount({ step: 3, name: 'x' })).toBe(0);
});
