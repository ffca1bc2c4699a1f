import { reflect } from './reflection.js';
import { type RowKernels, rowMemory } from './row-kernels.js';

/** Qᵀ A Q = T for a symmetric A: diagonal d and the diagonal beside it, e, of T; the rows of z are the columns of Q. */
export interface Tridiagonal {
  readonly d: Float64Array;
  readonly e: Float64Array;
  readonly z: Float64Array;
  /** For rows of z, which is in their memory. */
  readonly kernels: RowKernels;
}

/**
 * Householder reflections from the last row up; only the lower triangle of `matrix` [n, n] is read. Every loop runs along
 * rows.
 *
 * Source: Martin, Reinsch, Wilkinson (1968), "Householder's tridiagonalization of a symmetric matrix".
 */
export function tridiagonalize(matrix: Float64Array, n: number): Tridiagonal {
  const memory = rowMemory(2 * n * n + n + 1);
  const [a, z] = [memory.take(n * n), memory.take(n * n)];
  const [p, out] = [memory.take(n), memory.take(1)];
  a.set(matrix);
  const { kernels } = memory;
  const d = new Float64Array(n);
  const e = new Float64Array(n);
  const betas = new Float64Array(n);
  for (let i = n - 1; i > 0; i--) {
    const v = a.subarray(i * n, i * n + i);
    const { value, beta } = reflect(v, 0, i, i - 1);
    e[i - 1] = value;
    betas[i] = beta;
    if (beta === 0) continue;
    multiply(kernels, a, n, v, p, out);
    let overlap = 0;
    for (let j = 0; j < i; j++) overlap += p[j]! * v[j]!;
    const shift = (beta * beta * overlap) / 2;
    for (let j = 0; j < i; j++) p[j] = beta * p[j]! - shift * v[j]!;
    // A ← A − v pᵀ − p vᵀ in the lower triangle.
    for (let r = 0; r < i; r++) {
      kernels.addTwo(a.byteOffset + 8 * r * n, p.byteOffset, v.byteOffset, r + 1, -v[r]!, -p[r]!);
    }
  }
  for (let i = 0; i < n; i++) d[i] = a[i * n + i]!;
  accumulate(kernels, a, z, betas, out);
  return { d, e, z, kernels };
}

/** p ← A v for the leading symmetric matrix of v's size. */
function multiply(
  kernels: RowKernels,
  a: Float64Array,
  n: number,
  v: Float64Array,
  p: Float64Array,
  out: Float64Array,
): void {
  p.fill(0, 0, v.length);
  for (let r = 0; r < v.length; r++) {
    const row = a.byteOffset + 8 * r * n;
    kernels.add(p.byteOffset, row, r, v[r]!);
    kernels.dot(row, v.byteOffset, r + 1, out.byteOffset);
    p[r]! += out[0]!;
  }
}

/** z ← the product of the reflections whose vectors lie left of the diagonal of `a`, transposed. */
function accumulate(
  kernels: RowKernels,
  a: Float64Array,
  z: Float64Array,
  betas: Float64Array,
  out: Float64Array,
): void {
  const n = betas.length;
  for (let i = 0; i < n; i++) z[i * n + i] = 1;
  for (let i = 1; i < n; i++) {
    const beta = betas[i]!;
    if (beta === 0) continue;
    const v = a.byteOffset + 8 * i * n;
    for (let r = 0; r < i; r++) {
      const row = z.byteOffset + 8 * r * n;
      kernels.dot(row, v, i, out.byteOffset);
      kernels.add(row, v, i, -beta * out[0]!);
    }
  }
}
