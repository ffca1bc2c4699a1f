/** Diagonal d and the diagonal above it, e, of a bidiagonal matrix. */
export interface Bidiagonal {
  readonly d: Float64Array;
  readonly e: Float64Array;
}

/**
 * A bidiagonal matrix with the singular values of `a` [rows, columns], rows ≥ columns, which is used up: Householder
 * reflections from both sides in turn. Each pass over the matrix applies one reflection and gathers what the next one on
 * the other side needs, so that the matrix is read twice a column, not four times.
 *
 * Source: Golub, Kahan (1965); the fused passes are those of LAPACK's `dgebd2` in another order.
 */
export function bidiagonalize(a: Float64Array, rows: number, columns: number): Bidiagonal {
  const d = new Float64Array(columns);
  const e = new Float64Array(Math.max(0, columns - 1));
  const [u, z] = [new Float64Array(rows), new Float64Array(rows)];
  const [v, y] = [new Float64Array(columns), new Float64Array(columns)];
  for (let k = 0; k < columns; k++) {
    // Column k as the last right reflection, z vᵀ, leaves it.
    for (let i = k; i < rows; i++) u[i] = a[i * columns + k]! - z[i]! * v[k]!;
    const left = reflect(u, k, rows);
    d[k] = left.value;
    y.fill(0);
    updateAndGather(a, columns, k, rows, z, v, u, y);
    for (let j = k + 1; j < columns; j++) y[j]! *= left.beta;
    if (k + 1 === columns) break;
    for (let j = k + 1; j < columns; j++) v[j] = a[k * columns + j]! - u[k]! * y[j]!;
    const right = reflect(v, k + 1, columns);
    e[k] = right.value;
    updateAndProject(a, columns, k + 1, rows, u, y, v, z);
    for (let i = k + 1; i < rows; i++) z[i]! *= right.beta;
  }
  return { d, e };
}

/** x ← w of the reflection I − β w wᵀ that leaves of x[from … to) only `value`, at its first place. */
function reflect(x: Float64Array, from: number, to: number): { value: number; beta: number } {
  let rest = 0;
  for (let i = from + 1; i < to; i++) rest += x[i]! * x[i]!;
  const first = x[from]!;
  if (rest === 0) {
    x.fill(0, from, to);
    return { value: first, beta: 0 };
  }
  const value = first > 0 ? -Math.sqrt(first * first + rest) : Math.sqrt(first * first + rest);
  x[from] = first - value;
  return { value, beta: 2 / (x[from]! * x[from]! + rest) };
}

/** A ← A − z vᵀ right of column k, and y ← Aᵀ u there; four rows at a time. */
function updateAndGather(
  a: Float64Array,
  columns: number,
  k: number,
  rows: number,
  z: Float64Array,
  v: Float64Array,
  u: Float64Array,
  y: Float64Array,
): void {
  let i = k;
  for (; i + 3 < rows; i += 4) {
    const [z0, z1, z2, z3] = [z[i]!, z[i + 1]!, z[i + 2]!, z[i + 3]!];
    const [u0, u1, u2, u3] = [u[i]!, u[i + 1]!, u[i + 2]!, u[i + 3]!];
    const r0 = i * columns;
    const r1 = r0 + columns;
    const r2 = r1 + columns;
    const r3 = r2 + columns;
    for (let j = k + 1; j < columns; j++) {
      const w = v[j]!;
      const a0 = a[r0 + j]! - z0 * w;
      const a1 = a[r1 + j]! - z1 * w;
      const a2 = a[r2 + j]! - z2 * w;
      const a3 = a[r3 + j]! - z3 * w;
      a[r0 + j] = a0;
      a[r1 + j] = a1;
      a[r2 + j] = a2;
      a[r3 + j] = a3;
      y[j]! += u0 * a0 + u1 * a1 + (u2 * a2 + u3 * a3);
    }
  }
  for (; i < rows; i++) {
    for (let j = k + 1, at = i * columns + j; j < columns; j++, at++) {
      a[at]! -= z[i]! * v[j]!;
      y[j]! += u[i]! * a[at]!;
    }
  }
}

/** A ← A − u yᵀ from row and column k on, and z ← A v there; four rows at a time. */
function updateAndProject(
  a: Float64Array,
  columns: number,
  k: number,
  rows: number,
  u: Float64Array,
  y: Float64Array,
  v: Float64Array,
  z: Float64Array,
): void {
  let i = k;
  for (; i + 3 < rows; i += 4) {
    const [u0, u1, u2, u3] = [u[i]!, u[i + 1]!, u[i + 2]!, u[i + 3]!];
    let [z0, z1, z2, z3] = [0, 0, 0, 0];
    const r0 = i * columns;
    const r1 = r0 + columns;
    const r2 = r1 + columns;
    const r3 = r2 + columns;
    for (let j = k; j < columns; j++) {
      const w = y[j]!;
      const x = v[j]!;
      const a0 = a[r0 + j]! - u0 * w;
      const a1 = a[r1 + j]! - u1 * w;
      const a2 = a[r2 + j]! - u2 * w;
      const a3 = a[r3 + j]! - u3 * w;
      a[r0 + j] = a0;
      a[r1 + j] = a1;
      a[r2 + j] = a2;
      a[r3 + j] = a3;
      z0 += a0 * x;
      z1 += a1 * x;
      z2 += a2 * x;
      z3 += a3 * x;
    }
    z[i] = z0;
    z[i + 1] = z1;
    z[i + 2] = z2;
    z[i + 3] = z3;
  }
  for (; i < rows; i++) {
    z[i] = 0;
    for (let j = k, at = i * columns + j; j < columns; j++, at++) {
      a[at]! -= u[i]! * y[j]!;
      z[i]! += a[at]! * v[j]!;
    }
  }
}
