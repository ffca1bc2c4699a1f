import { grad, key, materialize, sum, type Tensor, tensor } from '@saddlepoint/tensor';
import { describe, expect, test } from 'vitest';
import { expectClose, wave } from '../../test/fixture.js';
import type { LayerLike } from '../internal/layer.js';
import { dropPath, dropPathRates, stochasticDepth } from './drop-path.js';
import { spatialDropout } from './spatial-dropout.js';

const training = (seed: number) => ({ training: true, key: key(seed) });

describe.each([
  { name: 'spatialDropout', layer: spatialDropout(0.25), group: 6, x: wave([40, 30, 2, 3]).add(3) },
  { name: 'dropPath', layer: dropPath(0.25), group: 4, x: wave([1200, 2, 2]).add(3) },
])('$name', ({ name, layer, group, x }) => {
  test('drops a quarter of the parts, whole, and divides the others by 3/4', async () => {
    const [before] = await materialize([x]);
    const [a, b] = [await before!.data(), await layer.apply({}, before!, training(1)).data()];
    let dropped = 0;
    for (let at = 0; at < a.length; at += group) {
      const factors = Array.from({ length: group }, (_, i) => b[at + i]! / a[at + i]!);
      const isKept = factors[0]! > 0;
      for (const factor of factors) expect(factor).toBeCloseTo(isKept ? 4 / 3 : 0, 9);
      if (!isKept) dropped++;
    }
    // 1200 draws: within four deviations.
    expect(Math.abs(dropped / (a.length / group) - 0.25)).toBeLessThan(4 * Math.sqrt((0.25 * 0.75) / 1200));
  });

  test('a fresh key, another mask; the gradient is the mask', async () => {
    const y = await layer.apply({}, x, training(2)).data();
    expect(await layer.apply({}, x, training(3)).data()).not.toEqual(y);
    const slopes = grad((z: Tensor) => sum(layer.apply({}, z, training(2))))(x);
    await expectClose(slopes.mul(x), [...y]);
  });

  test('does nothing outside training', () => {
    expect(layer.apply({}, x)).toBe(x);
    expect(layer.apply({}, x, { training: false, key: key(1) })).toBe(x);
    expect(layer.init(key(1))).toEqual({});
  });

  test('errors', () => {
    expect(() => layer.apply({}, x, { training: true })).toThrow(`${name}: training needs randomness`);
    expect(() => layer.apply({}, x.cast('int32'))).toThrow(`${name}: input of dtype int32 must be float`);
  });
});

describe('stochasticDepth', () => {
  const double: LayerLike<{ by: Tensor }> = { init: () => ({ by: tensor(2) }), apply: (p, x) => x.mul(p.by) };
  const block = stochasticDepth(double, 0.5);
  const x = wave([400, 1]).add(3);

  test('a residual block, skipped by some samples in training', async () => {
    const params = block.init(key(0));
    const plain = await x.data();
    const ratios = async (context?: object) =>
      Array.from(await block.apply(params, x, context).data(), (y, i) => Math.round((y / plain[i]!) * 1e9) / 1e9);
    expect(new Set(await ratios())).toEqual(new Set([3]));
    const noisy = await ratios(training(1));
    expect(new Set(noisy)).toEqual(new Set([1, 5]));
    expect(Math.abs(noisy.filter((r) => r === 1).length - 200)).toBeLessThan(40);
  });

  test('a layer that changes the shape is an error, state and children are the layer’s', () => {
    const wide: LayerLike = { init: () => ({}), apply: (_, y) => y.expandDims(0) };
    expect(() => stochasticDepth(wide).apply({}, x)).toThrow(
      'stochasticDepth: the layer makes [1, 400, 1] of [400, 1]; a residual branch keeps the shape',
    );
    const inner = { ...double, state: () => ({ n: tensor(1) }), children: { a: double as LayerLike } };
    expect(Object.keys(stochasticDepth(inner).state!())).toEqual(['n']);
    expect(stochasticDepth(inner).children).toBe(inner.children);
    expect(() => stochasticDepth(3 as never)).toThrow('stochasticDepth: expected a layer');
  });
});

test('dropPathRates as timm: linspace from 0', () => {
  expect(dropPathRates(0.2, 5)).toEqual([0, 0.05, 0.1, 0.15000000000000002, 0.2]);
  expect(dropPathRates(0.2, 1)).toEqual([0]);
  expect(() => dropPathRates(1, 3)).toThrow('dropPathRates: rate 1 must be from 0 up to, but not including, 1');
  expect(() => dropPathRates(0.1, 0)).toThrow('dropPathRates: depth 0 must be a whole number from 1 up');
});

test('rates and shapes out of range', () => {
  expect(() => spatialDropout(1)).toThrow('spatialDropout: rate 1 must be from 0 up to');
  expect(() => dropPath(-0.1)).toThrow('dropPath: rate -0.1 must be from 0 up to');
  expect(() => spatialDropout().apply({}, wave([2, 3]))).toThrow(
    'spatialDropout: input [2, 3] must be [batch, channels',
  );
  expect(() => dropPath().apply({}, tensor(1))).toThrow('dropPath: input [] must have a batch axis');
});
