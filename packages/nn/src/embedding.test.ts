import { kaimingNormal, ones } from '@saddlepoint/init';
import { DTypeError, key, tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { expectLikeTorch, fixture, wave } from '../test/torch.js';
import { embedding } from './embedding.js';

const layers = [embedding(5, 3), embedding(4, 2)];
const { cases } = fixture('embedding');

test.each(cases.map((torch, i) => [torch.name, layers[i]!, torch] as const))(
  '%s as in torch',
  async (_, layer, torch) => {
    await expectLikeTorch(layer, torch);
  },
);

test('starts as standard normal, or as the user says', async () => {
  const data = Array.from(await embedding(100, 50).init(key(0)).weight.data());
  const mean = data.reduce((a, b) => a + b, 0) / data.length;
  const std = Math.sqrt(data.reduce((a, b) => a + (b - mean) ** 2, 0) / data.length);
  expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(5000));
  expect(Math.abs(std - 1)).toBeLessThan(4 / Math.sqrt(2 * 5000));
  expect(Array.from(await embedding(2, 2, { weight: ones() }).init(key(0)).weight.data())).toEqual([1, 1, 1, 1]);
});

test('the fans are those torch.nn.init sees in its weight', async () => {
  const ours = embedding(4, 2, { weight: kaimingNormal() }).init(key(5)).weight;
  expect(await ours.data()).toEqual(await kaimingNormal()(key(5), [4, 2], { fanIn: 2, fanOut: 4 }).data());
});

test('wrong options, indices and parameters are errors', async () => {
  expect(() => embedding(0, 2)).toThrow('embedding: count 0 must be a whole number from 1 up');
  expect(() => embedding(2, 0)).toThrow('embedding: width 0 must be a whole number from 1 up');
  expect(() => embedding(2, 2, { padding: 0 } as object)).toThrow(
    "embedding: unknown option 'padding'; allowed: weight",
  );
  expect(() => embedding(2, 2, { weight: 1 } as object)).toThrow('embedding: weight 1 must be an initializer');
  const layer = embedding(3, 2);
  const params = layer.init(key(0));
  expect(() => layer.apply(params, wave([2]))).toThrow(DTypeError);
  expect(() => layer.apply(params, wave([2]))).toThrow('embedding: indices must be int32, got float32');
  const outside = layer.apply(params, tensor(Int32Array.of(3)));
  await expect(outside.data()).rejects.toThrow('gather: index 3 at position 0 is out of range; allowed: 0 to 2');
  expect(() => layer.apply({ weight: wave([4, 2]) }, tensor(Int32Array.of(3)))).toThrow(
    "embedding: parameter 'weight' [4, 2] must be [3, 2]",
  );
});
