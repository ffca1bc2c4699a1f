import { constant, ones, zeros } from '@saddlepoint/init';
import { key, type Tensor } from '@saddlepoint/tensor';
import { expect, expectTypeOf, test } from 'vitest';
import { expectChildren } from '../test/children.js';
import { expectLikeTorch, fixture, wave } from '../test/torch.js';
import type { Layer, ParamsOf } from './layer.js';
import { type TransformerBlockParams, transformerBlock } from './transformer-block.js';

const layers: Record<string, Layer<TransformerBlockParams>> = {
  causal: transformerBlock(8, 2, { causal: true }),
  'not causal, exact, no bias': transformerBlock(8, 4, { approximate: 'none', bias: false }),
};

test.each(fixture('transformer-block').cases)('$name as in torch', async (torch) => {
  await expectLikeTorch(layers[torch.name]!, torch);
});

test('initializers go where they belong', async () => {
  const options = { weight: ones(), outWeight: constant(2), bias: constant(3) };
  const params = transformerBlock(2, 1, options).init(key(0));
  const first = async (x: Tensor | undefined) => (await x!.data())[0];
  const { qkv, out } = params.attention;
  expect(await Promise.all([qkv.weight, params.up.weight].map(first))).toEqual([1, 1]);
  expect(await Promise.all([out.weight, params.down.weight].map(first))).toEqual([2, 2]);
  expect(await Promise.all([qkv, out, params.up, params.down].map(({ bias }) => first(bias)))).toEqual([3, 3, 3, 3]);
});

test('starts as the identity when nothing writes to the stream', async () => {
  const layer = transformerBlock(8, 2, { outWeight: zeros(), bias: zeros() });
  const x = wave([1, 3, 8]);
  expect(Array.from(await layer.apply(layer.init(key(0)), x).data())).toEqual(Array.from(await x.data()));
});

test('dropout acts in training only, and needs a key', async () => {
  const [plain, dropping] = [transformerBlock(8, 2), transformerBlock(8, 2, { dropout: 0.3 })];
  const params = plain.init(key(1));
  const x = wave([1, 3, 8]);
  const expected = await plain.apply(params, x).data();
  expect(await dropping.apply(params, x).data()).toEqual(expected);
  expect(await dropping.apply(params, x, { training: true, key: key(2) }).data()).not.toEqual(expected);
  expect(() => dropping.apply(params, x, { training: true })).toThrow('dropout: training needs randomness');
});

test('children are named as their parameters', () => {
  expectChildren(transformerBlock(8, 2), ['norm1', 'attention', 'norm2', 'up', 'down']);
  expectTypeOf<ParamsOf<ReturnType<typeof transformerBlock>>>().toEqualTypeOf<TransformerBlockParams>();
});

test('wrong sizes and options are errors', () => {
  expect(() => transformerBlock(8, 3)).toThrow('3 heads do not divide width 8');
  expect(() => transformerBlock(8, 2, { activation: 'relu' } as object)).toThrow(
    "transformerBlock: unknown option 'activation'; allowed: causal, dropout, bias, approximate, weight, outWeight",
  );
  expect(() => transformerBlock(8, 2, { approximate: 'erf' as 'none' })).toThrow("gelu: approximate 'erf' is unknown");
  expect(() => transformerBlock(8, 2, { dropout: -1 })).toThrow('dropout: rate -1 must be');
});
