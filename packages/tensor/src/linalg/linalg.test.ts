import { expect, test } from 'vitest';
import { eighMatrix } from './eigh.js';
import { orthonormalMatrix } from './qr.js';
import { reflect } from './reflection.js';
import { solveTriangular } from './triangular-solve.js';
import { tridiagonalize } from './tridiagonal.js';

const n = 40;
const noise = (count: number, seed: number) =>
  Float64Array.from({ length: count }, (_, i) => Math.sin((i + seed) ** 2));
const symmetric = noise(n * n, 1).map((x, at, all) => (x + all[(at % n) * n + Math.floor(at / n)]!) / 2);

/** Σₖ a[i, k] b[k, j]. */
const product = (a: Float64Array, b: Float64Array, rows: number, inner: number, columns: number) =>
  Float64Array.from({ length: rows * columns }, (_, at) => {
    const [i, j] = [Math.floor(at / columns), at % columns];
    return Array.from({ length: inner }, (_x, k) => a[i * inner + k]! * b[k * columns + j]!).reduce((x, y) => x + y, 0);
  });
const transposed = (a: Float64Array, rows: number, columns: number) =>
  a.map((_, at) => a[(at % rows) * columns + Math.floor(at / rows)]!);
const worst = (a: Float64Array, b: ArrayLike<number>) =>
  a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i]!)), 0);
const identity = (size: number) =>
  Float64Array.from({ length: size * size }, (_, at) => (at % (size + 1) === 0 ? 1 : 0));

test('a reflection leaves one element, with the opposite sign', () => {
  const x = Float64Array.of(3, 4);
  expect(reflect(x, 0, 2, 0)).toEqual({ value: -5, beta: 2 / 80 });
  expect(Array.from(x)).toEqual([8, 4]);
  expect(reflect(Float64Array.of(-2, 0), 0, 2, 0)).toEqual({ value: -2, beta: 0 });
});

test('a tridiagonal matrix with the same eigenvalues: trace and squares agree', () => {
  const { d, e, z } = tridiagonalize(symmetric.slice(), n);
  const squares = (x: Float64Array) => x.reduce((total, v) => total + v * v, 0);
  expect(squares(d) + 2 * squares(e)).toBeCloseTo(squares(symmetric), 10);
  expect(worst(product(z, transposed(z, n, n), n, n, n), identity(n))).toBeLessThan(1e-13);
});

test('eigenvectors are orthonormal and scaled by their eigenvalues, which ascend', () => {
  const out = eighMatrix(symmetric.slice(), n);
  const [values, vectors] = [out.slice(0, n), out.slice(n)];
  expect(Array.from(values)).toEqual(Array.from(values).sort((a, b) => a - b));
  const scaled = vectors.map((x, at) => x * values[at % n]!);
  expect(worst(product(symmetric, vectors, n, n, n), scaled)).toBeLessThan(1e-13);
  expect(worst(product(transposed(vectors, n, n), vectors, n, n, n), identity(n))).toBeLessThan(1e-13);
});

test('zeros, one number, equal eigenvalues and numbers that are not finite', () => {
  expect(Array.from(eighMatrix(Float64Array.of(-3), 1))).toEqual([-3, 1]);
  expect(Array.from(eighMatrix(new Float64Array(4), 2))).toEqual([0, 0, 1, 0, 0, 1]);
  expect(Array.from(eighMatrix(identity(2), 2))).toEqual([1, 1, 1, 0, 0, 1]);
  expect(eighMatrix(Float64Array.of(1, 0, Number.NaN, 1), 2).every(Number.isNaN)).toBe(true);
});

test('Q is orthonormal and spans the columns', () => {
  const a = noise(n * 7, 2);
  const q = orthonormalMatrix(a.slice(), n, 7);
  const qt = transposed(q, n, 7);
  expect(worst(product(qt, q, 7, n, 7), identity(7))).toBeLessThan(1e-13);
  const r = product(qt, a, 7, n, 7);
  expect(worst(product(q, r, n, 7, 7), a)).toBeLessThan(1e-13);
  for (let i = 1; i < 7; i++) for (let j = 0; j < i; j++) expect(Math.abs(r[i * 7 + j]!)).toBeLessThan(1e-13);
});

test('triangular systems from both ends, with the other triangle ignored', () => {
  const a = noise(9, 3).map((x, at) => (at % 4 === 0 ? x + 3 : x));
  const b = noise(6, 4);
  for (const isLower of [true, false]) {
    for (const transpose of [true, false]) {
      const triangle = a.map((x, at) =>
        (isLower ? at % 3 <= Math.floor(at / 3) : at % 3 >= Math.floor(at / 3)) ? x : 0,
      );
      const x = b.slice();
      solveTriangular(a, x, 3, 2, isLower, transpose);
      const back = product(transpose ? transposed(triangle, 3, 3) : triangle, x, 3, 3, 2);
      expect(worst(back, b)).toBeLessThan(1e-14);
    }
  }
});
