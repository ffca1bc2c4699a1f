import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bernoulli,
  bits,
  categorical,
  foldIn,
  gumbel,
  key,
  normal,
  permutation,
  split,
  tensor,
  truncatedNormal,
  uniform,
} from '../index.js';
import type { Tensor } from '../tensor.js';
import fixture from './fixtures/jax-random.json' with { type: 'json' };

/** Every number against `jax.random` with `jax_threefry_partitionable`, its default. */

const list = async (x: Tensor): Promise<number[]> => [...(await x.data())];
const lists = async (xs: readonly Tensor[]): Promise<number[]> => (await Promise.all(xs.map(list))).flat();

/** Differences of two or three units in the last place: erfInv and log are not the same polynomials everywhere. */
function expectClose(actual: readonly number[], expected: readonly number[], tolerance = 4e-7): void {
  expect(actual.length).toBe(expected.length);
  actual.forEach((v, i) =>
    expect(Math.abs(v - expected[i]!), `element ${i}: ${v} and ${expected[i]}`).toBeLessThan(
      tolerance * Math.max(1, Math.abs(v)),
    ),
  );
}

const logits = tensor([
  [0, 1, 2, -1],
  [3, 0, 0, 0.5],
  [0, 0, 0, 0],
]);

describe.each(fixture.vectors)('seed $seed', (jax) => {
  const k = key(jax.seed);

  it('key', async () => expect(await list(k)).toEqual(jax.key));
  it('split', async () => {
    expect(await lists(split(k))).toEqual(jax.split2);
    expect(await lists(split(k, 5))).toEqual(jax.split5);
  });
  it.each(Object.entries(jax.foldIn))('foldIn %s', async (data, words) => {
    expect(await list(foldIn(k, Number(data)))).toEqual(words);
    expect(await list(foldIn(k, tensor(Number(data), { dtype: 'int32' })))).toEqual(words);
  });
  it('bits', async () => {
    const all = await list(bits(k, [9000]));
    expect(all.slice(0, 6)).toEqual(jax.bits.first);
    expect(all.slice(4093, 4100)).toEqual(jax.bits.block);
    expect(all.slice(-3)).toEqual(jax.bits.last);
    expect(all.reduce((a, b) => a ^ b)).toBe(jax.bits.xor);
    expect(await list(bits(k, [2, 3]))).toEqual(jax.bits2x3);
  });
  it('uniform, exactly', async () => {
    expect(await list(uniform(k, [16]))).toEqual(jax.uniform);
    expectClose(await list(uniform(k, [4, 4], { min: -2.5, max: 0.75 })), jax.uniformRange, 1.2e-7);
  });
  it('normal', async () => expectClose(await list(normal(k, [8, 8])), jax.normal));
  it('truncatedNormal', async () => {
    expectClose(await list(truncatedNormal(k, [32])), jax.truncatedNormal);
    expectClose(await list(truncatedNormal(k, [32], { lower: 0.5, upper: 3 })), jax.truncatedNormalOneSided);
  });
  it('bernoulli', async () => {
    expect(await list(bernoulli(k, 0.3, [40]))).toEqual(jax.bernoulli);
    expect(await list(bernoulli(k, tensor([0.3]), [40]))).toEqual(jax.bernoulli);
  });
  it('gumbel', async () => expectClose(await list(gumbel(k, [24])), jax.gumbel));
  it('categorical', async () => {
    for (const [i, classes] of jax.categorical.entries())
      expect(await list(categorical(foldIn(k, i), logits))).toEqual(classes);
    for (const [i, classes] of jax.categoricalAxis0.entries())
      expect(await list(categorical(foldIn(k, i), logits, 0))).toEqual(classes);
  });
  it.each(Object.entries(jax.permutation))('permutation of %s', async (n, order) =>
    expect(await list(permutation(k, Number(n)))).toEqual(order),
  );
  it('permutation of 2000', async () =>
    expect((await list(permutation(k, 2000))).slice(0, 24)).toEqual(jax.permutation2000));
});

describe('properties', () => {
  const seeds = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });

  it('a value depends on its position alone, not on how many are drawn', async () => {
    await fc.assert(
      fc.asyncProperty(seeds, fc.integer({ min: 0, max: 40 }), async (seed, n) => {
        expect((await list(bits(key(seed), [50]))).slice(0, n)).toEqual(await list(bits(key(seed), [n])));
      }),
      { numRuns: 20 },
    );
  });

  it('uniform stays in [min, max)', async () => {
    await fc.assert(
      fc.asyncProperty(
        seeds,
        fc.float({ min: -100, max: 100, noNaN: true }),
        fc.float({ min: Math.fround(0.01), max: 50, noNaN: true }),
        async (seed, min, width) => {
          const max = Math.fround(min + width);
          for (const v of await list(uniform(key(seed), [64], { min, max })))
            expect(v >= Math.fround(min) && v <= max).toBe(true);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('a permutation holds each number once', async () => {
    for (const n of [0, 1, 2, 17, 1625, 1626, 5000]) {
      const order = await list(permutation(key(n), n));
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
    }
  });

  it('moments are those of the distributions', async () => {
    const n = 40_000;
    const moments = (xs: number[]) => {
      const mean = xs.reduce((a, b) => a + b) / xs.length;
      return [mean, Math.sqrt(xs.reduce((a, b) => a + (b - mean) ** 2, 0) / xs.length)] as const;
    };
    const check = (xs: number[], mean: number, deviation: number) => {
      const [m, s] = moments(xs);
      // Five standard errors.
      expect(Math.abs(m - mean)).toBeLessThan((5 * deviation) / Math.sqrt(n));
      expect(Math.abs(s / deviation - 1)).toBeLessThan(0.03);
    };
    check(await list(uniform(key(1), [n])), 0.5, Math.sqrt(1 / 12));
    check(await list(normal(key(2), [n])), 0, 1);
    check(await list(truncatedNormal(key(3), [n])), 0, 0.87962566);
    check(await list(gumbel(key(4), [n])), 0.57721566, Math.PI / Math.sqrt(6));
    check(await list(bernoulli(key(5), 0.2, [n])), 0.2, 0.4);
  });

  it('categorical follows softmax', async () => {
    const probabilities = [0.1, 0.2, 0.7];
    const draws = await list(categorical(key(6), tensor(probabilities.map(Math.log)).broadcastTo([20_000, 3])));
    probabilities.forEach((p, c) =>
      expect(Math.abs(draws.filter((d) => d === c).length / 20_000 - p)).toBeLessThan(0.015),
    );
  });

  it('truncated values are inside the bounds', async () => {
    const xs = await list(truncatedNormal(key(9), [5000], { lower: -0.5, upper: 0.25 }));
    expect(Math.min(...xs)).toBeGreaterThan(-0.5);
    expect(Math.max(...xs)).toBeLessThan(0.25);
  });
});

describe('bad input', () => {
  const k = key(0);

  it.each([
    [() => key(-1), 'key: seed -1 must be a whole number from 0 to 2^53 - 1'],
    [() => key(0.5), 'key: seed 0.5'],
    [() => split(k, 0), 'split: count 0 must be 1 or more'],
    [() => uniform(k, [2], { min: 1, max: 1 }), 'uniform: min 1 must be less than max 1'],
    [() => uniform(k, [-1]), 'uniform: [-1] is not a shape'],
    [() => uniform(k, [2], { low: 0 } as object), "'low'"],
    [() => truncatedNormal(k, [2], { lower: 2, upper: 1 }), 'truncatedNormal: lower 2 must be less than upper 1'],
    [() => truncatedNormal(k, [2], { std: -1 }), 'truncatedNormal: std -1 must be a finite number above 0'],
    [() => normal(k, [2], { std: 0 }), 'normal: std 0 must be a finite number above 0'],
    [() => normal(k, [2], { mean: Number.NaN }), 'normal: mean NaN must be a finite number'],
    [() => normal(k, [2], { sd: 1 } as object), "normal: unknown option 'sd'; allowed: mean, std"],
    [() => bernoulli(k, 1.5, [2]), 'bernoulli: p = 1.5 must be from 0 to 1'],
    [() => permutation(k, -2), 'permutation: size -2'],
    [() => bits(tensor([1, 2]), [2]), 'bits: from must be a key such as key(0), got a tensor, float32 [2]'],
    [() => bits(tensor(new Int32Array(3)), [2]), 'bits: from must be a key such as key(0), got a tensor, int32 [3]'],
  ])('%s', (call, message) => {
    expect(call).toThrow(message);
  });
});
