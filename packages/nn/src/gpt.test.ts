import { key, logSoftmax, mean, neg, type Tensor, takeAlongAxis, tensor, trace, tree } from '@saddlepoint/tensor';
import { expect, expectTypeOf, test } from 'vitest';
import { expectChildren } from '../test/children.js';
import { expectLikeTorch, fixture, wave } from '../test/torch.js';
import { type GptParams, gpt } from './gpt.js';
import type { ParamsOf } from './layer.js';

const size = { vocabulary: 5, context: 6, layers: 2, heads: 2, width: 8 };
const layers = { tanh: gpt(size), exact: gpt({ ...size, layers: 1, heads: 4, approximate: 'none' }) };
const { cases, targets } = fixture<{ targets: number[][] }>('gpt');
const tokens = (...rows: number[][]) => tensor(Int32Array.from(rows.flat()), { shape: [rows.length, rows[0]!.length] });

test.each(cases)('$name as in torch: state dict, logits, gradients of the cross-entropy', async (torch) => {
  const at = tokens(...targets).reshape([2, 5, 1]);
  const loss = (logits: Tensor) => neg(mean(takeAlongAxis(logSoftmax(logits), at)));
  await expectLikeTorch(layers[torch.name as keyof typeof layers], torch, loss);
});

test('starts as GPT-2: deviation 0.02, less where a block writes to the stream, biases at 0', async () => {
  const model = gpt({ vocabulary: 200, context: 100, layers: 3, heads: 2, width: 64 });
  const moments = new Map<string, number>();
  for (const { path, leaf } of tree.flatten(model.init(key(5))) as { path: string; leaf: Tensor }[]) {
    const data = Array.from(await leaf.data());
    const mean = data.reduce((a, b) => a + b, 0) / data.length;
    const std = Math.sqrt(data.reduce((a, b) => a + (b - mean) ** 2, 0) / data.length);
    const name = path.replace(/^blocks\.\d\./, '');
    if (/norm\d?\.weight/.test(name)) expect(data, path).toEqual(data.map(() => 1));
    else if (name.endsWith('bias')) expect(data, path).toEqual(data.map(() => 0));
    else {
      const expected = /out|down/.test(name) ? 0.02 / Math.sqrt(6) : 0.02;
      // Four standard errors.
      expect(Math.abs(std / expected - 1), path).toBeLessThan(4 / Math.sqrt(2 * data.length));
      expect(Math.abs(mean) / expected, path).toBeLessThan(4 / Math.sqrt(data.length));
      moments.set(path, data[0]!);
    }
  }
  // No two weights are drawn from one key.
  expect(moments.size).toBe(2 + 3 * 4 + 1);
  expect(new Set(moments.values()).size).toBe(moments.size);
});

test('what comes later changes nothing earlier', async () => {
  const params = tree.map(layers.tanh.init(key(1)), (p) => (p as Tensor).mul(20)) as GptParams;
  const logits = async (...row: number[]) => Array.from(await layers.tanh.apply(params, tokens(row)).data());
  const [a, b] = [await logits(1, 2, 3), await logits(1, 2, 4)];
  expect(a.slice(0, 10)).toEqual(b.slice(0, 10));
  expect(a.slice(10)).not.toEqual(b.slice(10));
});

test('every dropout has its own mask, and none outside of training', () => {
  const model = gpt({ ...size, layers: 3, dropout: 0.1 });
  const draws = (training: boolean) =>
    trace(
      (params: GptParams, x: Tensor, k: Tensor) => model.apply(params, x, { training, key: k }),
      model.init(key(0)),
      tokens([0, 1, 2]),
      key(0),
    ).nodes.filter(({ op }) => op === 'randomUniform').length;
  // Equal draws would be one node: of the embedding, and in each block of the attention and both branches.
  expect(draws(true)).toBe(1 + 3 * 3);
  expect(draws(false)).toBe(0);
});

test('children are named as their parameters', () => {
  expectChildren(gpt(size), ['token', 'position', 'blocks.0', 'blocks.1', 'norm', 'head']);
  expectTypeOf<ParamsOf<ReturnType<typeof gpt>>>().toEqualTypeOf<GptParams>();
});

test('wrong sizes and options are errors', () => {
  for (const name of ['vocabulary', 'context', 'layers', 'heads', 'width'] as const) {
    expect(() => gpt({ ...size, [name]: 0 })).toThrow(`gpt: ${name} 0 must be a whole number from 1 up`);
  }
  expect(() => gpt({ vocabulary: 5 } as typeof size)).toThrow('gpt: context undefined must be a whole number');
  expect(() => gpt({ ...size, depth: 3 } as typeof size)).toThrow("gpt: unknown option 'depth'; allowed: vocabulary");
  expect(() => gpt({ ...size, heads: 3 })).toThrow('3 heads do not divide width 8');
  expect(() => gpt({ ...size, dropout: 2 })).toThrow('dropout: rate 2 must be');
});

test('wrong inputs and parameters are errors', () => {
  const params = layers.tanh.init(key(0));
  const apply = (p: GptParams, x: Tensor) => () => layers.tanh.apply(p, x);
  expect(apply(params, tensor(Int32Array.of(1, 2)))).toThrow('gpt: tokens [2] must be [batch, time] with time up to 6');
  expect(apply(params, tokens([0, 0, 0, 0, 0, 0, 0]))).toThrow(
    'gpt: tokens [1, 7] must be [batch, time] with time up to 6',
  );
  expect(apply(params, wave([1, 2]))).toThrow('embedding: indices must be int32, got float32');
  const [first] = params.blocks;
  expect(apply({ ...params, blocks: [first!] }, tokens([0]))).toThrow('gpt: parameters have 1 blocks, the model has 2');
  expect(apply({ ...params, position: { weight: wave([9, 8]) } }, tokens([0]))).toThrow(
    "gpt: position: parameter 'weight' [9, 8] must be [6, 8]",
  );
});
