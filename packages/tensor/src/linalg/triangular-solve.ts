/**
 * x [n, columns] with T x = b, in place of b, for the lower or upper triangle T of `a` [n, n], or its transpose. Along rows.
 */
export function solveTriangular(
  a: Float64Array,
  b: Float64Array,
  n: number,
  columns: number,
  isLower: boolean,
  transpose: boolean,
): void {
  const forward = isLower !== transpose;
  for (let step = 0; step < n; step++) {
    const i = forward ? step : n - 1 - step;
    for (let before = 0; before < step; before++) {
      const j = forward ? before : n - 1 - before;
      const factor = transpose ? a[j * n + i]! : a[i * n + j]!;
      if (factor === 0) continue;
      for (let k = 0; k < columns; k++) b[i * columns + k]! -= factor * b[j * columns + k]!;
    }
    const pivot = a[i * n + i]!;
    for (let k = 0; k < columns; k++) b[i * columns + k]! /= pivot;
  }
}
