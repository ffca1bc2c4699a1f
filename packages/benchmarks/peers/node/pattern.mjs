// Values that look random and are the same in every language: all sides start from these parameters and see this data, so
// their losses agree, which shows that they do the same work. `peers/python/pattern.py` has the same formulas.

const period = 10007;

/** The k-th value, from -0.5 to below 0.5: a quadratic sequence modulo a prime. @param {number} k */
export function patternAt(k) {
  const j = k % period;
  return ((31 * j * j + 17 * j) % period) / period - 0.5;
}

/** @param {readonly number[]} shape */
export const sizeOf = (shape) => shape.reduce((a, b) => a * b, 1);

/** Pattern values from place `seed` on. @param {readonly number[]} shape @param {number} seed */
export const pattern = (shape, seed) => Float32Array.from({ length: sizeOf(shape) }, (_, k) => patternAt(k + seed));

/** Class numbers from 0 to below `count`. @param {readonly number[]} shape @param {number} count */
export const classes = (shape, count) => Int32Array.from({ length: sizeOf(shape) }, (_, k) => (k * 7919) % count);

/** First parameters: matrices and kernels with deviation 1 / √fanIn, vectors near 0.5. @param {readonly number[]} shape */
export function startingValues(shape) {
  const matrix = shape.length > 1;
  const [scale, shift] = matrix ? [Math.sqrt(12 / sizeOf(shape.slice(1))), 0] : [0.1, 0.5];
  return Float32Array.from({ length: sizeOf(shape) }, (_, k) => scale * patternAt(k) + shift);
}
