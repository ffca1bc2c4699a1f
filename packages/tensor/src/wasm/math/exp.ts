import type { Local, WasmFunction } from '../function.js';
import { clamp, polynomial } from './polynomial.js';

/**
 * e^x of four floats, within 2 units in the last place. With m the whole number nearest x/(2 ln 2) it is e^r·2^m·2^m,
 * r = x − 2m ln 2 in ±ln 2: in two factors, the scale neither overflows nor underflows before the result does.
 */
export function exp(f: WasmFunction, x: Local): Local {
  const held = clamp(f, x, -104, 89);
  const { whole, scale } = wholePart(f, held, 1 / (2 * Math.LN2), 127);
  const scaled = f.value('f32x4.mul', expNear0(f, minusMultiple(f, held, whole, 2)), scale);
  return f.value('f32x4.mul', scaled, scale);
}

/** The whole number n nearest x·factor, and 2^(n + bias − 127): adding 1.5·2^23 leaves n in the last bits. */
export function wholePart(
  f: WasmFunction,
  x: Local,
  factor: number,
  bias: number,
): { readonly whole: Local; readonly scale: Local } {
  const shifter = f.floats(1.5 * 2 ** 23 + bias);
  const shifted = f.value('f32x4.add', f.value('f32x4.mul', x, f.floats(factor)), shifter);
  return { whole: f.value('f32x4.sub', shifted, shifter), scale: f.shift('i32x4.shl', shifted, 23) };
}

/** ln 2 in two parts, the first so short that its product with a whole number up to 511 is exact. */
export const ln2 = [0.693145751953125, 1.428606765330187e-6] as const;

/** x − n·times·ln 2, nearly exactly. −0 stays −0. */
export function minusMultiple(f: WasmFunction, x: Local, n: Local, times: number): Local {
  return ln2.reduce(
    (rest: Local, part) => f.value('f32x4.sub', rest, f.value('f32x4.mul', n, f.floats(times * part))),
    x,
  );
}

/** e^r for |r| ≤ ln 2, as 1 + (r + r²·P(r)): Horner's scheme to the end would round more. */
export function expNear0(f: WasmFunction, r: Local): Local {
  const curve = f.value('f32x4.mul', f.value('f32x4.mul', r, r), polynomial(f, r, coefficients));
  return f.value('f32x4.add', f.value('f32x4.add', curve, r), f.floats(1));
}

// oracle/minimax.py
const coefficients = [0.5000001, 0.16666555, 0.04166299, 0.008340119, 0.0014077026, 0.00019005615];
