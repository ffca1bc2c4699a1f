import type { Backend } from '@saddlepoint/tensor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { evaluate, f32 } from '../../test/harness.js';
import { onnxruntime } from '../onnxruntime.js';

let backend: Backend;
beforeAll(async () => {
  backend = await onnxruntime();
});
afterAll(() => backend.dispose());

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
const small = [1e-30, 1e-10, -1e-7, 1e-4, -1e-3, 0.01, -0.1, 0.3, -0.49];

async function checkRelative(op: string, xs: number[], reference: (x: number) => number, bound: number) {
  const singles = [...Float32Array.from(xs)];
  const ys = await evaluate(backend, op, [f32(singles)], {}, [xs.length]);
  ys.forEach((y, i) => {
    const want = reference(singles[i]!);
    if (Number.isFinite(want))
      expect(Math.abs(y - want), `${op}(${xs[i]}) = ${y}, not ${want}`).toBeLessThanOrEqual(bound * Math.abs(want));
    else expect(y, `${op}(${xs[i]})`).toBe(want);
  });
}

test('log1p keeps its digits near 0 and its limits', () =>
  checkRelative(
    'log1p',
    [...small, -0.51, -0.9, -0.999999, 1, 5, 1e4, 1e10, 1e38, 0, -1, inf, nan, -2],
    Math.log1p,
    5e-7,
  ));

test('expm1 keeps its digits near 0 and its limits', () =>
  checkRelative('expm1', [...small, 1, -1, 5, -5, 20, -20, 80, -100, 0, inf, -inf, nan], Math.expm1, 1e-6));

test('rsqrt', () => checkRelative('rsqrt', [4, 0.25, 3, 1e-20, 0, inf, -1], (x) => 1 / Math.sqrt(x), 5e-7));

test('erfInv', async () => {
  // Quantiles of the normal distribution: erf⁻¹(2p − 1) = z(p) / √2.
  const table: [number, number][] = [
    [0, 0],
    [0.5, 0.4769362762],
    [-0.5, -0.4769362762],
    [0.9, 1.1630871537],
    [0.99, 1.8213863677],
    [1e-6, 8.862269255e-7],
    [1, inf],
    [-1, -inf],
  ];
  const ys = await evaluate(backend, 'erfInv', [f32(table.map(([x]) => x))], {}, [table.length]);
  table.forEach(([, want], i) => {
    if (Number.isFinite(want)) expect(Math.abs(ys[i]! - want)).toBeLessThanOrEqual(2e-6 * Math.abs(want));
    else expect(ys[i]).toBe(want);
  });
});
