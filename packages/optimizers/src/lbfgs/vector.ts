/** Arithmetic of vectors on the host. */

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** a + factor · b. */
export function addScaled(a: Float64Array, factor: number, b: Float64Array): Float64Array {
  return a.map((x, i) => x + factor * b[i]!);
}

/** The largest absolute value. */
export function largest(a: Float64Array): number {
  return a.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
}
