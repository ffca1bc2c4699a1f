import { grad, key, mul, sum, type Tensor, tensor } from '@saddlepoint/tensor';
import { describe, expect, test } from 'vitest';
import { expectClose, fixture, passWith, wave } from '../../test/fixture.js';
import type { LayerLike } from '../internal/layer.js';
import { weightNorm } from './weight-norm.js';

const { weightNorm: rows } = fixture<{
  weightNorm: {
    name: string;
    shape: number[];
    dim: number | null;
    gShape: number[];
    g: number[];
    weight: number[];
    gGradient: number[];
    vGradient: number[];
  }[];
}>('weights');

type Params = { weight: Tensor; bias: Tensor };
/** A layer that gives its weight away. */
const layerOf = (shape: readonly number[]): LayerLike<Params> => ({
  init: () => ({ weight: wave(shape, 0.5, 1), bias: tensor(1) }),
  apply: (p, x) => mul(p.weight, x),
});

describe.each(rows)('as torch.nn.utils.parametrizations.weight_norm: $name', (row) => {
  const layer = weightNorm(layerOf(row.shape), { dim: row.dim });

  test('magnitudes, weight and gradients', async () => {
    const { g, v } = layer.init(key(0));
    expect(g.bias).toBeUndefined();
    // torch keeps one magnitude in all as a scalar.
    expect(g.weight!.size).toBe(row.g.length);
    await expectClose(g.weight!, row.g);
    await expectClose(layer.apply({ g, v }, tensor(1)), [...(await v.weight.data())]);
    const params = { g: { ...g, weight: g.weight!.mul(1.5) }, v };
    const loss = (p: typeof params) => sum(mul(layer.apply(p, tensor(1)), wave(row.shape, 1, 1.1)));
    await expectClose(layer.apply(params, tensor(1)), row.weight);
    const gradient = grad(loss)(params);
    await expectClose(gradient.g.weight!, row.gGradient);
    await expectClose(gradient.v.weight, row.vGradient);
  });
});

test('the state of the layer inside is under v, as its parameters are', () => {
  const inner: LayerLike<Params> = {
    ...layerOf([2, 2]),
    state: () => ({ count: tensor(0) }),
    apply(p, x, context) {
      context!.state!.write('count', tensor(5));
      return mul(p.weight, x);
    },
  };
  const layer = weightNorm(inner);
  expect(layer.children).toEqual({ v: inner });
  const { state } = passWith(layer, layer.init(key(0)), { 'v.count': tensor(0) }, tensor(1));
  expect(Object.keys(state)).toEqual(['v.count']);
});

test('errors', () => {
  expect(() => weightNorm(layerOf([2, 2]), { dim: 2 }).init(key(0))).toThrow(
    "weightNorm: dim 2 is no axis of 'weight' [2, 2]; allowed: null, 0 to 1",
  );
  expect(() => weightNorm(layerOf([2])).init(key(0))).toThrow(
    'weightNorm: there is no leaf named weight with two axes or more; the leaves are weight, bias',
  );
  expect(() => weightNorm(layerOf([2, 2]), { axis: 0 } as object)).toThrow("weightNorm: unknown option 'axis'");
  expect(() => weightNorm(3 as never)).toThrow('weightNorm: expected a layer with init and apply, got 3');
  const layer = weightNorm(layerOf([2, 2]));
  const { g, v } = layer.init(key(0));
  const x = tensor([[1, 2]]);
  expect(() => layer.apply({ g, v: { bias: tensor(1) } as Params }, x)).toThrow('there is no leaf named weight');
  expect(() => layer.apply({ g: {} as typeof g, v }, x)).toThrow(
    "the magnitude g of 'weight' must be a tensor, got und",
  );
  expect(() => layer.apply({ g: { ...g, bias: tensor(1) }, v }, x)).toThrow("g has 'bias', v has no such weight");
});
