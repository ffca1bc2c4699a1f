import type { Local, WasmFunction } from '../function.js';
import { minusMultiple, wholePart } from './exp.js';
import { clamp, polynomial } from './polynomial.js';

/**
 * e^x − 1 of four floats, within 3 units in the last place near 0 as elsewhere. With n the whole number nearest x/ln 2,
 * r = x − n ln 2 and s = 2^n it is s·(e^r − 1) − (1 − s), computed by halves because s can overflow.
 */
export function expm1(f: WasmFunction, x: Local): Local {
  const held = clamp(f, x, -18, 89);
  const { whole, scale } = wholePart(f, held, 1 / Math.LN2, 126);
  const r = minusMultiple(f, held, whole, 1);
  const rest = f.value('f32x4.mul', r, polynomial(f, r, coefficients));
  // A product, not a sum, for the sake of −0.
  const p = f.value('f32x4.mul', r, f.value('f32x4.add', rest, f.floats(1)));
  const constant = f.value('f32x4.sub', f.floats(0.5), scale);
  const half = f.value('f32x4.sub', f.value('f32x4.mul', scale, p), constant);
  return f.value('f32x4.add', half, half);
}

// oracle/minimax.py
const coefficients = [0.49999997, 0.16666546, 0.041667443, 0.008366251, 0.0013869954];
