import { reflectionLoops, rowsAtOnce } from './reflection-loops.js';

/** Diagonal d and the diagonal above it, e, of a bidiagonal matrix. */
export interface Bidiagonal {
  readonly d: Float64Array;
  readonly e: Float64Array;
}

/**
 * A bidiagonal matrix with the singular values of a matrix [rows, columns], rows ≥ columns: Householder reflections from
 * both sides in turn. What the last right reflection takes off, z vᵀ, comes off together with what the left one does, u yᵀ,
 * so that the matrix is written once a column, and read twice.
 *
 * @param entry of the matrix, by row and column.
 * Source: Golub, Kahan (1965); the delayed update is that of LAPACK's `dlabrd`.
 */
export function bidiagonalize(
  entry: (row: number, column: number) => number,
  rows: number,
  columns: number,
  simd = true,
): Bidiagonal {
  // Zeros behind each row for pairs of columns, and below for groups of rows, whichever row comes first.
  const stride = columns + 2 + (columns % 2);
  const height = rows + rowsAtOnce;
  const loops = reflectionLoops(height * stride + 2 * height + 3 * stride, simd);
  const { values: a } = loops;
  const u = height * stride;
  const z = u + height;
  const y = z + height;
  let [v, next] = [y + stride, y + 2 * stride];
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) a[i * stride + j] = entry(i, j);
  const d = new Float64Array(columns);
  const e = new Float64Array(Math.max(0, columns - 1));
  for (let k = 0; k < columns; k++) {
    for (let i = k; i < rows; i++) a[u + i] = a[i * stride + k]! - a[z + i]! * a[v + k]!;
    const left = reflect(a, u + k, u + rows);
    d[k] = left.value;
    if (k + 1 === columns) break;
    const wide = columns - k - 1;
    a.fill(0, y, y + columns);
    loops.gather(y + k + 1, k * stride + k + 1, u + k, upToGroup(rows - k), wide, stride);
    let overlap = 0;
    for (let i = k; i < rows; i++) overlap += a[z + i]! * a[u + i]!;
    for (let j = k + 1; j < columns; j++) {
      a[y + j] = left.beta * (a[y + j]! - overlap * a[v + j]!);
      a[next + j] = a[k * stride + j]! - a[z + k]! * a[v + j]! - a[u + k]! * a[y + j]!;
    }
    const right = reflect(a, next + k + 1, next + columns);
    e[k] = right.value;
    const below = (k + 1) * stride + k + 1;
    const vectors = [z + k + 1, u + k + 1, v + k + 1, y + k + 1, next + k + 1] as const;
    loops.update(below, vectors, upToGroup(rows - k - 1), wide, stride);
    for (let i = k + 1; i < rows; i++) a[z + i]! *= right.beta;
    [v, next] = [next, v];
  }
  return { d, e };
}

const upToGroup = (rows: number): number => Math.ceil(rows / rowsAtOnce) * rowsAtOnce;

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
