import { bidiagonalize } from './bidiagonal.js';
import { bidiagonalValues } from './bidiagonal-values.js';

/** The singular values of a matrix of finite numbers in row-major order, largest first. */
export function singularValuesOf(values: ArrayLike<number>, rows: number, columns: number, simd = true): Float64Array {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]!));
  if (largest === 0) return new Float64Array(Math.min(rows, columns));
  // Scaled, so that no square overflows or vanishes; on its side if it is wide.
  const entry = (i: number, j: number): number => values[i * columns + j]! / largest;
  const found = bidiagonalValues(
    rows >= columns
      ? bidiagonalize(entry, rows, columns, simd)
      : bidiagonalize((i, j) => entry(j, i), columns, rows, simd),
  );
  return found
    .sort()
    .reverse()
    .map((x) => x * largest);
}
