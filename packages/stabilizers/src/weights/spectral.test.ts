import { conv, grad, key, matmul, mul, sum, type Tensor, tensor, tree } from '@saddlepoint/tensor';
import { describe, expect, test } from 'vitest';
import { expectClose, fixture, float64, passWith, wave } from '../../test/fixture.js';
import type { LayerLike } from '../internal/layer.js';
import { convSingularValues } from './conv-singular-values.js';
import { spectralNorm } from './spectral-norm.js';
import { type SpectralState, spectralNormalization } from './spectral-normalization.js';

const {
  spectral,
  conv: convs,
  circular,
} = fixture<{
  spectral: {
    name: string;
    shape: number[];
    dim: number;
    start: [u: number[], v: number[]];
    u: number[];
    v: number[];
    weight: number[];
    gradient: number[];
    evaluated: number[];
    sigma: number;
  }[];
  conv: {
    shape: number[];
    size: number[];
    options: { padding?: number; stride?: number; dilation?: number; groups?: number };
    sigma: number;
  }[];
  circular: { shape: number[]; size: number[]; values: number[] }[];
}>('weights');

type Params = { weight: Tensor; bias: Tensor };
const paramsOf = (shape: readonly number[]): Params => ({ weight: wave(shape, 0.5, 1), bias: wave([shape[0]!]) });
const layerOf = (shape: readonly number[]): LayerLike<Params> => ({
  init: () => paramsOf(shape),
  apply: (p, x) => matmul(x, p.weight, { transposeB: true }).add(p.bias),
});
const sum1 = (w: Tensor) => sum(mul(w, wave(w.shape, 1, 1.1)));

describe.each(spectral)('as torch.nn.utils.parametrizations.spectral_norm: $name', (row) => {
  const params = paramsOf(row.shape);
  const normalization = spectralNormalization({ dim: row.dim });
  const [u, v] = row.start.map((values) => float64(values)) as [Tensor, Tensor];
  const start = {
    u: { weight: u, bias: undefined },
    v: { weight: v, bias: undefined },
  } as unknown as SpectralState<Params>;

  test('one training step, its gradient through σ, and the weight after it', async () => {
    const state = normalization.update(params, start);
    await expectClose(state.u.weight!, row.u);
    await expectClose(state.v.weight!, row.v);
    const normalized = normalization.normalize(params, state);
    await expectClose(normalized.weight, row.weight);
    await expectClose(normalized.weight, row.evaluated);
    expect(normalized.bias).toBe(params.bias);
    const gradient = grad((p: Params) => sum1(normalization.normalize(p, normalization.update(p, start)).weight))(
      params,
    );
    await expectClose(gradient.weight, row.gradient);
  });

  test('σ is the largest singular value, and that of the normalised weight 1 ± 1e-3', async () => {
    let state = normalization.init(key(3), params);
    for (let i = 0; i < 20; i++) state = normalization.update(params, state);
    await expectClose(normalization.sigmas(params, state).weight!, [row.sigma], 6);
    const normalized = normalization.normalize(params, state);
    const again = normalization.sigmas(normalized, normalization.update(normalized, state)).weight!;
    expect(Math.abs((await again.item()) - 1)).toBeLessThan(1e-3);
  });
});

test('the vectors of init are within a few per cent of the singular ones', async () => {
  const { shape, sigma } = spectral[1]!;
  const params = paramsOf(shape);
  const normalization = spectralNormalization();
  const found = await normalization.sigmas(params, normalization.init(key(7), params)).weight!.item();
  expect(found).toBeGreaterThan(0.97 * sigma);
  expect(found).toBeLessThan(sigma * (1 + 1e-9));
});

test.each(convs)('the norm of a convolution as it is applied: $options', async ({ shape, size, options, sigma }) => {
  const { padding = 0, stride = 1, dilation = 1, groups = 1 } = options;
  const how = { padding, strides: stride, dilations: dilation, groups };
  const normalization = spectralNormalization({ conv: { size, ...how }, iterations: 40 });
  const offset = float64(Array.from({ length: shape[0]! }, (_, i) => i / (shape[0]! - 1)));
  const params = { weight: wave(shape, 0.5, 1).add(offset.reshape([-1, 1, 1, 1])) };
  const state = normalization.update(params, normalization.init(key(1), params));
  await expectClose(normalization.sigmas(params, state).weight!, [sigma], 4);
  const { weight } = normalization.normalize(params, state);
  // The input that is stretched most keeps its length.
  const top = conv(state.v.weight!, weight, how);
  expect(Math.sqrt(await sum(mul(top, top)).item())).toBeCloseTo(1, 4);
});

test.each(circular)('singular values of the circular convolution $shape at $size', async ({ shape, size, values }) => {
  const found = await convSingularValues(wave(shape, 0.5, 1), size);
  expect(found.length).toBe(values.length);
  await expectClose(float64([...found]), values, 11);
});

test('singular values of identities and of a rank-1 kernel', async () => {
  const delta = tensor([
    [
      [0, 0, 0],
      [0, 1, 0],
      [0, 0, 0],
    ],
  ]).reshape([1, 1, 3, 3]);
  expect([...(await convSingularValues(delta, [4, 4]))].every((s) => Math.abs(s - 1) < 1e-12)).toBe(true);
  const rank1 = wave([3, 3, 1], 0, 0).add(1);
  await expectClose(float64([...(await convSingularValues(rank1, [2]))]), [3, 3, 0, 0, 0, 0], 7);
  await expect(convSingularValues(wave([3, 3]), [2])).rejects.toThrow(
    'convSingularValues: kernel [3, 3] must be [outputs, inputs, size, …], not empty',
  );
  await expect(convSingularValues(rank1, [2, 2])).rejects.toThrow('must be 1 whole numbers, each at least');
  await expect(convSingularValues(wave([1, 1, 3]), [2])).rejects.toThrow('size [2] must be 1 whole numbers');
});

test('divided by its exact norm a circular convolution has norm 1, and one with zero padding no more', async () => {
  const kernel = wave([3, 2, 3, 3], 0.5, 1).add(float64([0, 0.5, 1]).reshape([3, 1, 1, 1]));
  const exact = (await convSingularValues(kernel, [8, 8]))[0]!;
  const params = { weight: kernel.div(exact) };
  expect((await convSingularValues(params.weight, [8, 8]))[0]).toBeCloseTo(1, 9);
  // Zero padding of 6 × 6 pixels is a part of a circle of 8 × 8.
  const padded = spectralNormalization({ conv: { size: [6, 6], padding: 1 }, iterations: 60 });
  const sigma = await padded.sigmas(params, padded.init(key(1), params)).weight!.item();
  expect(sigma).toBeLessThan(1);
  expect(sigma).toBeGreaterThan(0.8);
});

describe('spectralNorm(layer)', () => {
  const { shape, sigma } = spectral[0]!;
  const layer = spectralNorm(layerOf(shape));
  const params = layer.init(key(0));
  const x = wave([2, 5], 1, 0.3);

  test('has state under the names of its weights, of length 1', async () => {
    const state = layer.state!();
    expect(Object.keys(state)).toEqual(['weight_u', 'weight_v']);
    expect([state.weight_u!.shape, state.weight_v!.shape]).toEqual([[4], [5]]);
    for (const v of tree.leaves(state)) expect(await sum(mul(v as Tensor, v as Tensor)).item()).toBeCloseTo(1, 6);
  });

  test('iterates in training passes only, until the weight’s norm is 1', async () => {
    let state: Record<string, Tensor> = layer.state!() as Record<string, Tensor>;
    for (let i = 0; i < 40; i++) state = passWith(layer, params, state, x, { training: true }).state;
    const { output, state: after } = passWith(layer, params, state, x);
    expect(await after.weight_u!.data()).toEqual(await state.weight_u!.data());
    const expected = matmul(x, params.weight.div(sigma), { transposeB: true }).add(params.bias);
    await expectClose(output, [...(await expected.data())], 6);
  });

  test('keeps what the layer inside remembers', () => {
    const inner = { ...layerOf(shape), state: () => ({ count: tensor(0) }), children: {} };
    const outer = spectralNorm(inner);
    expect(Object.keys(outer.state!())).toEqual(['count', 'weight_u', 'weight_v']);
    expect(outer.children).toBe(inner.children);
  });

  test('errors', () => {
    expect(() => layer.apply(params, x)).toThrow(
      'spectralNorm: there are no vectors; apply the model by applyWithState',
    );
    expect(() => spectralNorm({} as LayerLike)).toThrow(
      'spectralNorm: expected a layer with init and apply, got an object',
    );
    expect(() => spectralNorm(layerOf(shape), { power: 1 } as object)).toThrow("spectralNorm: unknown option 'power'");
    expect(() => spectralNorm(layerOf(shape), { iterations: 0 })).toThrow(
      'spectralNorm: iterations 0 must be a whole number from 1 up',
    );
    expect(() => spectralNorm(layerOf(shape), { match: 'kernel' }).state!()).toThrow(
      'spectralNorm: match names none; the leaves are weight, bias',
    );
    expect(() => spectralNorm(layerOf(shape), { dim: 2 }).state!()).toThrow(
      "spectralNorm: dim 2 is no axis of 'weight' [4, 5]",
    );
    expect(() => spectralNorm(layerOf(shape), { conv: { size: [3] } }).state!()).toThrow(
      "spectralNorm: conv: 'weight' [4, 5] is no kernel; name the kernels of this size by match",
    );
    const kernels = spectralNormalization({ conv: { size: [8] } });
    expect(() => kernels.init(key(1), { weight: wave([2, 2, 3, 3]) })).toThrow('conv.size [8] must be 2 sizes');
    expect(() => spectralNorm(layerOf(shape), { conv: { size: [3] }, dim: 0 })).toThrow('with conv it is not');
    const other = spectralNormalization();
    expect(() => other.normalize(params, { u: {}, v: {} } as never)).toThrow(
      "spectralNormalization: the state has no vectors for 'weight'; make it with init(key, params)",
    );
  });
});
