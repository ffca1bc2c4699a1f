import type { Local, WasmFunction } from '../function.js';
import { expNear0, ln2, wholePart } from './exp.js';
import { clamp } from './polynomial.js';

/**
 * 1/(1 + e^−x) of four floats, within 3 units in the last place. With m the whole number nearest x/(2 ln 2), s = 2^m and
 * p = s²·e^−x it is s·(s/(s² + p)), which keeps its relative accuracy where e^−x overflows.
 */
export function sigmoid(f: WasmFunction, x: Local): Local {
  const held = clamp(f, x, -104, 20);
  const { whole, scale } = wholePart(f, held, 1 / (2 * Math.LN2), 127);
  const [high, low] = ln2.map((part) => f.value('f32x4.mul', whole, f.floats(2 * part)));
  const p = expNear0(f, f.value('f32x4.add', f.value('f32x4.sub', high!, held), low!));
  const sum = f.value('f32x4.add', f.value('f32x4.mul', scale, scale), p);
  return f.value('f32x4.mul', f.value('f32x4.div', scale, sum), scale);
}
