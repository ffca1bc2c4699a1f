import { reflect } from './reflection.js';

/**
 * The first `columns` columns of Q of `a` [rows, columns] = Q R, rows ≥ columns; `a` is used up. Signs are LAPACK's.
 *
 * Source: Householder (1958); Golub, Van Loan, "Matrix computations", 5.2.
 */
export function orthonormalMatrix(a: Float64Array, rows: number, columns: number): Float64Array {
  const vectors = new Float64Array(columns * rows);
  const betas = new Float64Array(columns);
  const sums = new Float64Array(columns);
  for (let k = 0; k < columns; k++) {
    const v = vectors.subarray(k * rows, (k + 1) * rows);
    for (let i = k; i < rows; i++) v[i] = a[i * columns + k]!;
    betas[k] = reflect(v, k, rows, k).beta;
    applyReflection(a, v, betas[k]!, k, k + 1, columns, sums);
  }
  const q = new Float64Array(rows * columns);
  for (let k = columns - 1; k >= 0; k--) {
    q[k * columns + k] = 1;
    applyReflection(q, vectors.subarray(k * rows, (k + 1) * rows), betas[k]!, k, k, columns, sums);
  }
  return q;
}

/** A ← (I − β v vᵀ) A for rows from `top` on and columns from `left` on, along rows. */
function applyReflection(
  a: Float64Array,
  v: Float64Array,
  beta: number,
  top: number,
  left: number,
  columns: number,
  sums: Float64Array,
): void {
  if (beta === 0) return;
  sums.fill(0);
  for (let i = top; i < v.length; i++) {
    const [x, row] = [v[i]!, i * columns];
    for (let j = left; j < columns; j++) sums[j]! += x * a[row + j]!;
  }
  for (let i = top; i < v.length; i++) {
    const [x, row] = [beta * v[i]!, i * columns];
    for (let j = left; j < columns; j++) a[row + j]! -= x * sums[j]!;
  }
}
