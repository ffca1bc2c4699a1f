import type { DType } from '../dtype.js';

/**
 * The largest error allowed, relative to the largest element of the result (for `strict` cases: relative to each), of
 * values, gradients and second derivatives.
 *
 * - float32 has a unit roundoff of 6e-8. Engines use polynomials a few units off for exp, tanh, erf…, and sum in any order,
 *   so values of these small cases may be some 16 units off (ONNX Runtime: 4). Each derivative multiplies a handful of
 *   such factors.
 * - float16 has a unit roundoff of 4.9e-4, and rounding after every operation, as the reference backend does, leaves some
 *   five units; engines that compute halves in single precision are better than this.
 * - Integers and booleans are exact.
 */
export const tolerances: Readonly<Record<DType, Tolerance>> = {
  float32: [1e-6, 3e-6, 1e-5],
  float16: [4e-3, 8e-3, 2e-2],
  int32: [0, 0, 0],
  uint8: [0, 0, 0],
  bool: [0, 0, 0],
};

export type Tolerance = readonly [values: number, gradients: number, second: number];
