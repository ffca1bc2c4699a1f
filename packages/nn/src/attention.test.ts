import { key, type Tensor, tree } from '@saddlepoint/tensor';
import { expect, expectTypeOf, test } from 'vitest';
import { expectChildren } from '../test/children.js';
import { expectLikeTorch, fixture, wave } from '../test/torch.js';
import { type AttentionParams, multiHeadAttention } from './attention.js';
import type { Layer, ParamsOf } from './layer.js';

const layers: Record<string, Layer<AttentionParams>> = {
  plain: multiHeadAttention(6, 3),
  causal: multiHeadAttention(6, 3, { causal: true }),
  'causal, one head, no bias': multiHeadAttention(4, 1, { causal: true, bias: false }),
  'causal, large scores': multiHeadAttention(4, 2, { causal: true }),
};

test.each(fixture('attention').cases)('$name as in torch', async (torch) => {
  await expectLikeTorch(layers[torch.name]!, torch);
});

const values = async (x: Tensor) => Array.from(await x.data());

test('causal: what comes later changes nothing earlier', async () => {
  const x = wave([1, 4, 6]);
  const changed = x.add(wave([4, 1]).greater(0.6).cast('float32'));
  for (const causal of [true, false]) {
    const layer = multiHeadAttention(6, 3, { causal });
    const params = layer.init(key(1));
    const [a, b] = [await values(layer.apply(params, x)), await values(layer.apply(params, changed))];
    const changes = [0, 1, 2, 3].map((t) => a.slice(6 * t, 6 * t + 6).join() !== b.slice(6 * t, 6 * t + 6).join());
    // sin(1.7) alone of the four is above 0.6: the second position is another.
    expect(changes).toEqual(causal ? [false, true, true, true] : [true, true, true, true]);
  }
});

test('half precision: the mask is within its range', async () => {
  const layer = multiHeadAttention(6, 3, { causal: true });
  const params = layer.init(key(1));
  const half = tree.map(params, (p) => (p as Tensor).cast('float16')) as AttentionParams;
  const [a, b] = [
    await values(layer.apply(params, wave([1, 4, 6]))),
    layer.apply(half, wave([1, 4, 6]).cast('float16')),
  ];
  expect(b.dtype).toBe('float16');
  (await values(b)).forEach((v, i) => {
    expect(Math.abs(v - a[i]!)).toBeLessThan(0.01);
  });
});

test('dropout falls on the attention weights, in training only', async () => {
  const [plain, dropping] = [multiHeadAttention(6, 3), multiHeadAttention(6, 3, { dropout: 0.5 })];
  const params = plain.init(key(1));
  const x = wave([1, 4, 6]);
  const expected = await values(plain.apply(params, x));
  expect(await values(dropping.apply(params, x, { key: key(0) }))).toEqual(expected);
  const trained = await values(dropping.apply(params, x, { training: true, key: key(0) }));
  expect(trained).not.toEqual(expected);
  expect(await values(dropping.apply(params, x, { training: true, key: key(0) }))).toEqual(trained);
  expect(() => dropping.apply(params, x, { training: true })).toThrow('dropout: training needs randomness');
});

test('children are named as their parameters', () => {
  expectChildren(multiHeadAttention(6, 3), ['qkv', 'out']);
  expectTypeOf<ParamsOf<ReturnType<typeof multiHeadAttention>>>().toEqualTypeOf<AttentionParams>();
});

test('wrong sizes, options and inputs are errors', () => {
  expect(() => multiHeadAttention(6, 4)).toThrow('multiHeadAttention: 4 heads do not divide width 6');
  expect(() => multiHeadAttention(0, 4)).toThrow('multiHeadAttention: width 0 must be a whole number from 1 up');
  expect(() => multiHeadAttention(6, 0)).toThrow('multiHeadAttention: heads 0 must be a whole number from 1 up');
  expect(() => multiHeadAttention(6, 3, { mask: true } as object)).toThrow(
    "multiHeadAttention: unknown option 'mask'; allowed: causal, dropout, bias, weight, outWeight",
  );
  expect(() => multiHeadAttention(6, 3, { dropout: 1 })).toThrow('dropout: rate 1 must be');
  const layer = multiHeadAttention(6, 3);
  const params = layer.init(key(0));
  expect(() => layer.apply(params, wave([4, 6]))).toThrow('multiHeadAttention: input [4, 6] must be [batch, time, 6]');
  expect(() => layer.apply(params, wave([1, 4, 5]))).toThrow(
    'multiHeadAttention: input [1, 4, 5] must be [batch, time, 6]',
  );
});
