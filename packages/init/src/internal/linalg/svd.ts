/** A = U diag(s) Vᵀ of a square matrix; rows of `u` and `v` are the singular vectors, largest value first. */
export interface Svd {
  readonly u: Float64Array;
  readonly s: Float64Array;
  readonly v: Float64Array;
}

/**
 * Singular vectors of a square matrix [n, n] by rotations of pairs of its rows until all are orthogonal: simple and precise,
 * O(n³) a sweep and some ten sweeps. For values alone `singularValuesOf` is several times faster.
 *
 * Source: Hestenes (1958), one-sided Jacobi.
 */
export function svd(values: ArrayLike<number>, n: number): Svd {
  // Rows of w are columns of A, so that w → diag(s) U and the same rotations of the identity give V.
  const w = Float64Array.from({ length: n * n }, (_, i) => values[(i % n) * n + Math.floor(i / n)]!);
  const v = Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));
  for (let sweep = 0, rotated = true; rotated && sweep < 60; sweep++) {
    rotated = false;
    for (let i = 0; i < n; i++) {
      for (let j = i + 1; j < n; j++) {
        const [a, b, c] = [dot(w, n, i, i), dot(w, n, j, j), dot(w, n, i, j)];
        if (Math.abs(c) <= 1e-14 * Math.sqrt(a * b)) continue;
        rotated = true;
        const half = (b - a) / (2 * c);
        const tangent = (half < 0 ? -1 : 1) / (Math.abs(half) + Math.sqrt(1 + half * half));
        const cosine = 1 / Math.sqrt(1 + tangent * tangent);
        rotate(w, n, i, j, cosine, cosine * tangent);
        rotate(v, n, i, j, cosine, cosine * tangent);
      }
    }
  }
  const lengths = Float64Array.from({ length: n }, (_, i) => Math.sqrt(dot(w, n, i, i)));
  const order = [...lengths.keys()].sort((i, j) => lengths[j]! - lengths[i]!);
  const sorted = (rows: Float64Array, scale: (i: number) => number) =>
    Float64Array.from({ length: n * n }, (_, at) => {
      const i = order[Math.floor(at / n)]!;
      return rows[i * n + (at % n)]! * scale(i);
    });
  const inverse = (i: number) => (lengths[i]! > 0 ? 1 / lengths[i]! : 0);
  return { u: sorted(w, inverse), s: lengths.map((_, i) => lengths[order[i]!]!), v: sorted(v, () => 1) };
}

function dot(x: Float64Array, n: number, i: number, j: number): number {
  let total = 0;
  for (let k = 0; k < n; k++) total += x[i * n + k]! * x[j * n + k]!;
  return total;
}

function rotate(x: Float64Array, n: number, i: number, j: number, cosine: number, sine: number): void {
  for (let k = 0; k < n; k++) {
    const [a, b] = [x[i * n + k]!, x[j * n + k]!];
    x[i * n + k] = cosine * a - sine * b;
    x[j * n + k] = sine * a + cosine * b;
  }
}
