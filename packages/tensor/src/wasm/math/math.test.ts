import { describe, expect, it, test } from 'vitest';
import { erfOf } from '../../primitives/special.js';
import { vectorized } from '../../testing/wasm-math.js';
import { erf, exp, expm1, log, log1p, sigmoid, tanh } from '../index.js';

const { NaN: nan, POSITIVE_INFINITY: inf, NEGATIVE_INFINITY: minus } = Number;
const tiny = 2 ** -149;

/** Each function with what it should be in double precision, and the greatest error in units of the last place. */
const functions = [
  { name: 'exp', build: exp, truth: Math.exp, ulps: 2 },
  { name: 'expm1', build: expm1, truth: Math.expm1, ulps: 3 },
  { name: 'log', build: log, truth: Math.log, ulps: 1 },
  { name: 'log1p', build: log1p, truth: Math.log1p, ulps: 1 },
  { name: 'tanh', build: tanh, truth: Math.tanh, ulps: 3 },
  { name: 'sigmoid', build: sigmoid, truth: (x: number) => 1 / (1 + Math.exp(-x)), ulps: 3 },
  { name: 'erf', build: erf, truth: erfOf, ulps: 3 },
];

/** Where a function is at its limits: exact zeros with their sign, infinities, NaN, and values it must reach exactly. */
const limits: Record<string, [number, number][]> = {
  exp: [
    [minus, 0],
    [-104, 0],
    [-103.9, tiny],
    [-0, 1],
    [0, 1],
    [tiny, 1],
    [88.7228, Math.exp(Math.fround(88.7228))],
    [88.73, inf],
    [1e38, inf],
    [inf, inf],
  ],
  expm1: [
    [minus, -1],
    [-1e38, -1],
    [-18, -1],
    [-0, -0],
    [0, 0],
    [88.7228, Math.expm1(Math.fround(88.7228))],
    [88.73, inf],
    [inf, inf],
  ],
  log: [
    [minus, nan],
    [-1, nan],
    [-tiny, nan],
    [-0, minus],
    [0, minus],
    [1, 0],
    [tiny, Math.log(tiny)],
    [3.4028234663852886e38, 128 * Math.LN2],
    [inf, inf],
  ],
  log1p: [
    [minus, nan],
    [-2, nan],
    [-1, minus],
    [-0, -0],
    [0, 0],
    [tiny, tiny],
    [-tiny, -tiny],
    [3.4028234663852886e38, 128 * Math.LN2],
    [inf, inf],
  ],
  tanh: [
    [minus, -1],
    [-20, -1],
    [-0, -0],
    [0, 0],
    [tiny, tiny],
    [9.1, 1],
    [inf, 1],
  ],
  sigmoid: [
    [minus, 0],
    [-104, 0],
    [-103, Math.exp(-103)],
    [-0, 0.5],
    [0, 0.5],
    [20, 1],
    [inf, 1],
  ],
  erf: [
    [minus, -1],
    [-20, -1],
    [-0, -0],
    [0, 0],
    [4, 1],
    [inf, 1],
  ],
}; // prettier-ignore

/** The distance from a float to the next, at x. */
function unit(x: number): number {
  return 2 ** Math.max(-149, Math.floor(Math.log2(Math.abs(Math.fround(x)))) - 23);
}

/** Floats of both signs, every size from subnormal to infinite, and NaN: bits in steps of a prime. */
function sweep(): Float32Array {
  return new Float32Array(Uint32Array.from({ length: Math.floor(2 ** 32 / 4099) }, (_, i) => i * 4099).buffer);
}

describe.each(functions)('$name', ({ name, build, truth, ulps }) => {
  const run = vectorized(build);

  it(`is within ${ulps} units in the last place, over all floats`, () => {
    const x = sweep();
    const wrong: string[] = [];
    run(x).forEach((y, i) => {
      const expected = truth(x[i]!);
      const finite = Number.isFinite(Math.fround(expected)) && Math.fround(expected) !== 0;
      const fits = finite ? Math.abs(y - expected) <= ulps * unit(expected) : Object.is(y, Math.fround(expected));
      if (!fits) wrong.push(`${x[i]}: ${y}, expected ${expected}`);
    });
    expect(wrong).toEqual([]);
  });

  it.each([[nan, nan], ...limits[name]!])('of %d is %d', (x, expected) => {
    const y = run(Float32Array.of(x))[0]!;
    if (Object.is(y, Math.fround(expected))) return;
    expect(Math.abs(y - expected)).toBeLessThanOrEqual(Number.isInteger(expected) ? 0 : unit(expected));
  });
});

test('a special value in one lane leaves the others alone', () => {
  const x = Float32Array.of(0, 2, inf, -1, tiny, 3, nan, 1);
  expect([...vectorized(log)(x)].map((y) => y.toFixed(5))).toEqual([...x].map((v) => Math.log(v).toFixed(5)));
});
