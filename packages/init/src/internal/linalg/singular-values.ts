import { bidiagonalize } from './bidiagonal.js';
import { bidiagonalValues } from './bidiagonal-values.js';

/** The singular values of a matrix of finite numbers in row-major order, largest first. */
export function singularValuesOf(values: ArrayLike<number>, rows: number, columns: number): Float64Array {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]!));
  if (largest === 0) return new Float64Array(Math.min(rows, columns));
  // Scaled, so that no square overflows or vanishes; on its side if it is wide.
  const tall = rows >= columns;
  const a = new Float64Array(rows * columns);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) a[tall ? at : j * rows + i] = values[at]! / largest;
  }
  const found = bidiagonalValues(bidiagonalize(a, Math.max(rows, columns), Math.min(rows, columns)));
  return found
    .sort()
    .reverse()
    .map((x) => x * largest);
}
