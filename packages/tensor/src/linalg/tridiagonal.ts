import { reflect } from './reflection.js';

/** Qᵀ A Q = T for a symmetric A: diagonal d and the diagonal beside it, e, of T; the rows of z are the columns of Q. */
export interface Tridiagonal {
  readonly d: Float64Array;
  readonly e: Float64Array;
  readonly z: Float64Array;
}

/**
 * Householder reflections from the last row up; only the lower triangle of `a` [n, n] is read, and used up. Every loop
 * runs along rows.
 *
 * Source: Martin, Reinsch, Wilkinson (1968), "Householder's tridiagonalization of a symmetric matrix".
 */
export function tridiagonalize(a: Float64Array, n: number): Tridiagonal {
  const d = new Float64Array(n);
  const e = new Float64Array(n);
  const betas = new Float64Array(n);
  const p = new Float64Array(n);
  for (let i = n - 1; i > 0; i--) {
    const v = a.subarray(i * n, i * n + i);
    const { value, beta } = reflect(v, 0, i, i - 1);
    e[i - 1] = value;
    betas[i] = beta;
    if (beta === 0) continue;
    multiply(a, n, i, v, p);
    let overlap = 0;
    for (let j = 0; j < i; j++) overlap += p[j]! * v[j]!;
    const shift = (beta * beta * overlap) / 2;
    for (let j = 0; j < i; j++) p[j] = beta * p[j]! - shift * v[j]!;
    update(a, n, i, v, p);
  }
  for (let i = 0; i < n; i++) d[i] = a[i * n + i]!;
  return { d, e, z: accumulate(a, n, betas) };
}

/** p ← A v for the leading symmetric matrix of `size`. */
function multiply(a: Float64Array, n: number, size: number, v: Float64Array, p: Float64Array): void {
  p.fill(0, 0, size);
  for (let r = 0; r < size; r++) {
    const row = r * n;
    const x = v[r]!;
    let total = 0;
    for (let c = 0; c < r; c++) {
      const element = a[row + c]!;
      total += element * v[c]!;
      p[c]! += element * x;
    }
    p[r]! += total + a[row + r]! * x;
  }
}

/** A ← A − v wᵀ − w vᵀ in the lower triangle. */
function update(a: Float64Array, n: number, size: number, v: Float64Array, w: Float64Array): void {
  for (let r = 0; r < size; r++) {
    const row = r * n;
    const [x, y] = [v[r]!, w[r]!];
    for (let c = 0; c <= r; c++) a[row + c]! -= x * w[c]! + y * v[c]!;
  }
}

/** The product of the reflections whose vectors lie left of the diagonal of `a`, transposed. */
function accumulate(a: Float64Array, n: number, betas: Float64Array): Float64Array {
  const z = new Float64Array(n * n);
  for (let i = 0; i < n; i++) z[i * n + i] = 1;
  for (let i = 1; i < n; i++) {
    const beta = betas[i]!;
    if (beta === 0) continue;
    const v = a.subarray(i * n, i * n + i);
    for (let r = 0; r < i; r++) {
      const row = r * n;
      let total = 0;
      for (let c = 0; c < i; c++) total += z[row + c]! * v[c]!;
      total *= beta;
      for (let c = 0; c < i; c++) z[row + c]! -= total * v[c]!;
    }
  }
  return z;
}
