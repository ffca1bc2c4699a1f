import { key } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { expectLikeTorch, fixture, wave } from '../test/torch.js';
import type { Layer } from './layer.js';
import { type LayerNormParams, layerNorm } from './layer-norm.js';

const { cases } = fixture('layer-norm');

const layers: Record<string, Layer<LayerNormParams>> = {
  'last axis': layerNorm(5),
  'several axes': layerNorm([3, 4]),
  'no affine': layerNorm(5, { affine: false }),
  eps: layerNorm([4], { eps: 0.1 }),
  'far from 0': layerNorm(4),
  'constant rows': layerNorm(4),
};

test('every case of torch has its layer', () => {
  expect(Object.keys(layers)).toEqual(cases.map(({ name }) => name));
});

test.each(cases)('$name as in torch', async (torch) => {
  await expectLikeTorch(layers[torch.name]!, torch);
});

test('starts as the identity of normalised values', async () => {
  const { weight, bias } = layerNorm([2, 3]).init(key(0));
  expect(Array.from(await weight!.data())).toEqual([1, 1, 1, 1, 1, 1]);
  expect(Array.from(await bias!.data())).toEqual([0, 0, 0, 0, 0, 0]);
});

test('wrong shapes and options are errors', () => {
  expect(() => layerNorm([])).toThrow('layerNorm: shape [] must name one axis or more');
  expect(() => layerNorm(0)).toThrow('layerNorm: size 0 must be a whole number from 1 up');
  expect(() => layerNorm(4, { eps: -1 })).toThrow('layerNorm: eps -1 must be a finite number from 0 up');
  expect(() => layerNorm(4, { eps: Number.NaN })).toThrow('layerNorm: eps NaN must be a finite number from 0 up');
  expect(() => layerNorm(4, { epsilon: 1 } as object)).toThrow(
    "layerNorm: unknown option 'epsilon'; allowed: eps, affine",
  );
  const layer = layerNorm([3, 4]);
  const params = layer.init(key(0));
  expect(() => layer.apply(params, wave([3, 5]))).toThrow('layerNorm: input [3, 5] must end in [3, 4]');
  expect(() => layer.apply(params, wave([4]))).toThrow('layerNorm: input [4] must end in [3, 4]');
  expect(() => layer.apply({}, wave([3, 4]))).toThrow('layerNorm: parameters: missing: weight, bias');
  // One number would broadcast.
  expect(() => layer.apply({ ...params, weight: wave([1]) }, wave([3, 4]))).toThrow(
    "layerNorm: parameter 'weight' [1] must be [3, 4]",
  );
});
