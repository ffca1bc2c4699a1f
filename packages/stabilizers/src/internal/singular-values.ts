/**
 * The singular values of a complex matrix, row-major [rows, columns], unordered: rotations of pairs of columns (rows, where
 * those are fewer) until all are orthogonal; then the values are their lengths. The arrays are not changed.
 *
 * Source: Hestenes 1958; Golub, Van Loan, "Matrix computations", 8.6.
 */
export function singularValues(re: Float64Array, im: Float64Array, rows: number, columns: number): number[] {
  const count = Math.min(rows, columns);
  // Vectors one after the other: rows of the matrix or of its transpose.
  const length = Math.max(rows, columns);
  const arrange = (x: Float64Array): Float64Array => {
    if (rows <= columns) return x.slice();
    return Float64Array.from(x, (_, i) => x[(i % length) * columns + Math.floor(i / length)]!);
  };
  const [a, b] = [arrange(re), arrange(im)];
  const squares = new Float64Array(count);
  for (let sweep = 0; sweep < 60; sweep++) {
    for (let p = 0; p < count; p++) squares[p] = squaredLength(a, b, p * length, length);
    let rotated = false;
    for (let p = 0; p < count; p++) {
      for (let q = p + 1; q < count; q++) rotated = rotate(a, b, squares, p, q, length) || rotated;
    }
    if (!rotated) break;
  }
  return Array.from(squares, Math.sqrt);
}

function squaredLength(a: Float64Array, b: Float64Array, at: number, length: number): number {
  let total = 0;
  for (let i = at; i < at + length; i++) total += a[i]! * a[i]! + b[i]! * b[i]!;
  return total;
}

/** Makes vectors number `first` and `second` orthogonal, and keeps their squared lengths; false if they were. */
function rotate(
  a: Float64Array,
  b: Float64Array,
  squares: Float64Array,
  first: number,
  second: number,
  length: number,
): boolean {
  const [p, q] = [first * length, second * length];
  const [alpha, beta] = [squares[first]!, squares[second]!];
  let [x, y] = [0, 0];
  for (let i = 0; i < length; i++) {
    x += a[p + i]! * a[q + i]! + b[p + i]! * b[q + i]!;
    y += a[p + i]! * b[q + i]! - b[p + i]! * a[q + i]!;
  }
  const gamma = Math.sqrt(x * x + y * y);
  // Below that the product is rounding.
  if (gamma === 0 || gamma <= Number.EPSILON * length * Math.sqrt(alpha * beta)) return false;
  // The phase of ⟨p, q⟩ is taken out of q, after which the rotation is real.
  const [cos, sin] = [x / gamma, y / gamma];
  const zeta = (beta - alpha) / (2 * gamma);
  const t = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
  const c = 1 / Math.sqrt(1 + t * t);
  const s = c * t;
  squares[first] = Math.max(0, alpha - t * gamma);
  squares[second] = beta + t * gamma;
  for (let i = 0; i < length; i++) {
    const [pr, pi] = [a[p + i]!, b[p + i]!];
    const qr = a[q + i]! * cos + b[q + i]! * sin;
    const qi = b[q + i]! * cos - a[q + i]! * sin;
    a[p + i] = c * pr - s * qr;
    b[p + i] = c * pi - s * qi;
    a[q + i] = s * pr + c * qr;
    b[q + i] = s * pi + c * qi;
  }
  return true;
}
