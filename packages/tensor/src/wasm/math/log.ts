import type { Local, WasmFunction } from '../function.js';
import { ln2 } from './exp.js';
import { polynomial } from './polynomial.js';

/**
 * ln x of four floats, within a unit in the last place. More is computed only where a lane is 0, negative, subnormal,
 * infinite or NaN.
 */
export function log(f: WasmFunction, x: Local): Local {
  const result = logNormal(f, x);
  unlessNormal(f, x, () => {
    const scaled = logNormal(f, f.value('f32x4.mul', x, f.floats(2 ** 23)));
    const ofSmall = f.value('f32x4.sub', scaled, f.floats(23 * Math.LN2));
    const small = f.value('f32x4.lt', x, f.floats(2 ** -126));
    setLog(f, result, x, f.value('v128.bitselect', ofSmall, result, small));
  });
  return result;
}

function logNormal(f: WasmFunction, x: Local): Local {
  const { offset, curve, high } = logParts(f, x);
  return f.value('f32x4.sub', f.value('f32x4.sub', offset, curve), high);
}

/**
 * ln x for positive and normal x, as offset − curve − high. With x = m·2^k, m from √½ to √2, offset = m − 1 and
 * s = offset/(m + 1) is ln m = 2 artanh s = offset − s·(offset − R(s²)): no cancellation near x = 1, and a short R.
 *
 * Source: the argument reduction of FreeBSD's `e_logf.c`.
 */
export function logParts(f: WasmFunction, x: Local): Record<'m' | 'offset' | 'curve' | 'high', Local> {
  // The exponent is taken down by what is missing to that of √2.
  const down = f.shift('i32x4.shr_s', f.value('i32x4.sub', f.integers(0x3fb504f3), x), 23);
  const m = f.value('i32x4.add', x, f.shift('i32x4.shl', down, 23));
  const minusK = f.value('f32x4.convert_i32x4_s', down);
  const one = f.floats(1);
  const offset = f.value('f32x4.sub', m, one);
  const s = f.value('f32x4.div', offset, f.value('f32x4.add', m, one));
  const z = f.value('f32x4.mul', s, s);
  const rest = f.value('f32x4.mul', z, polynomial(f, z, logCoefficients));
  const bend = f.value('f32x4.mul', s, f.value('f32x4.sub', offset, rest));
  const [high, low] = ln2.map((part) => f.value('f32x4.mul', minusK, f.floats(part)));
  return { m, offset, curve: f.value('f32x4.add', bend, low!), high: high! };
}

/** `body` if a lane of x is not a positive normal number: as integers those are 0x00800000 up to 0x7f7fffff. */
export function unlessNormal(f: WasmFunction, x: Local, body: () => void): void {
  const shifted = f.value('i32x4.add', x, f.integers(0x7f800000));
  f.get(f.value('i32x4.lt_s', shifted, f.integers(0xff000000)))
    .op('i32x4.all_true')
    .op('i32.eqz');
  f.if(body);
}

/** Sets `result` to `finite`, and to what ln x is where x is 0, negative, infinite or NaN. */
export function setLog(f: WasmFunction, result: Local, x: Local, finite: Local): void {
  const zero = f.floats(0);
  const below = f.value('f32x4.lt', x, f.floats(Number.POSITIVE_INFINITY));
  const upper = f.value('v128.bitselect', finite, x, below);
  const nonzero = f.value('f32x4.ne', x, zero);
  const lower = f.value('v128.bitselect', upper, f.floats(Number.NEGATIVE_INFINITY), nonzero);
  f.get(f.value('v128.or', lower, f.value('f32x4.lt', x, zero))).set(result);
}

// oracle/minimax.py
export const logCoefficients = [0.66666776, 0.39977583, 0.29870796];
