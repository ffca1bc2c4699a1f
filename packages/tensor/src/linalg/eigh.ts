import { type Tridiagonal, tridiagonalize } from './tridiagonal.js';

/** How many steps an eigenvalue may take; two are usual. */
const patience = 60;

/**
 * Eigenvalues, ascending, then the rows of the matrix whose columns are the eigenvectors: [n + 1, n] numbers. Only the
 * lower triangle of `a` [n, n] is read. The largest element of each eigenvector, the first of several, is positive.
 *
 * Source: Householder reflections to tridiagonal form; Bowdler, Martin, Reinsch, Wilkinson (1968), "The QR and QL
 * algorithms for symmetric matrices".
 */
export function eighMatrix(a: Float64Array, n: number): Float64Array {
  const out = new Float64Array((n + 1) * n);
  if (!a.every(Number.isFinite)) return out.fill(Number.NaN);
  const t = tridiagonalize(a, n);
  iterate(t, n);
  const order = Array.from(t.d.keys()).sort((i, j) => t.d[i]! - t.d[j]!);
  order.forEach((from, to) => {
    out[to] = t.d[from]!;
    const vector = t.z.subarray(from * n, (from + 1) * n);
    const sign = signOf(vector);
    for (let i = 0; i < n; i++) out[(i + 1) * n + to] = sign * vector[i]!;
  });
  return out;
}

/** The sign of the largest element. */
function signOf(vector: Float64Array): number {
  let best = 0;
  for (let i = 1; i < vector.length; i++) {
    // Elements that differ by rounding alone count as equal.
    if (Math.abs(vector[i]!) > Math.abs(vector[best]!) * (1 + 1e-6)) best = i;
  }
  return vector[best]! < 0 ? -1 : 1;
}

/** Implicit QL steps: d becomes the eigenvalues, the rows of z the eigenvectors. */
function iterate(t: Tridiagonal, n: number): void {
  const { d, e } = t;
  let norm = 0;
  for (let i = 0; i < n; i++) norm = Math.max(norm, Math.abs(d[i]!) + Math.abs(e[i]!));
  const tiny = Number.EPSILON ** 2 * norm;
  for (let start = 0; start < n; start++) {
    for (let left = patience; left > 0; left--) {
      let end = start;
      while (end < n - 1 && Math.abs(e[end]!) > Number.EPSILON * (Math.abs(d[end]!) + Math.abs(d[end + 1]!)) + tiny)
        end++;
      if (end === start) break;
      sweep(t, n, start, end);
    }
  }
}

/** One step with Wilkinson's shift on the block from `start` to `end`. */
function sweep({ d, e, z, kernels }: Tridiagonal, n: number, start: number, end: number): void {
  const half = (d[start + 1]! - d[start]!) / (2 * e[start]!);
  const root = Math.sqrt(half * half + 1);
  let g = d[end]! - d[start]! + e[start]! / (half + (half < 0 ? -root : root));
  let [s, c, p] = [1, 1, 0];
  for (let i = end - 1; i >= start; i--) {
    const f = s * e[i]!;
    const b = c * e[i]!;
    const r = Math.sqrt(f * f + g * g);
    e[i + 1] = r;
    if (r === 0) {
      d[i + 1]! -= p;
      e[end] = 0;
      return;
    }
    s = f / r;
    c = g / r;
    g = d[i + 1]! - p;
    const next = (d[i]! - g) * s + 2 * c * b;
    p = s * next;
    d[i + 1] = g + p;
    g = c * next - b;
    const row = z.byteOffset + 8 * i * n;
    kernels.rotate(row, row + 8 * n, n, s, c);
  }
  d[start]! -= p;
  e[start] = g;
  e[end] = 0;
}
