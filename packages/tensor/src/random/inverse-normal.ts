import { erfInvCentral, erfInvTail } from '../primitives/special.js';
import type { Local, WasmFunction } from '../wasm/function.js';
import { ln2 } from '../wasm/math/exp.js';
import { logCoefficients, logParts } from '../wasm/math/log.js';
import { horner } from '../wasm/math/polynomial.js';

/**
 * √2·erfInv(x), which makes uniform numbers on (−1, 1) standard normal ones: Giles' polynomials in w = −ln(1 − x²), as
 * XLA has them, written for four lanes and for one number in the same single-precision operations: both give the same.
 */

const { fround } = Math;
const [central, tail] = [erfInvCentral, erfInvTail].map((all) => all.map((c) => fround(c * Math.SQRT2))) as [
  number[],
  number[],
];

/** The function of four floats. */
export function inverseNormal(f: WasmFunction, x: Local): Local {
  const one = f.floats(1);
  const inside = f.value('f32x4.mul', f.value('f32x4.sub', one, x), f.value('f32x4.add', one, x));
  const { offset, curve, high } = logParts(f, inside);
  const w = f.value('f32x4.add', f.value('f32x4.sub', curve, offset), high);
  const result = vectorHorner(f, f.value('f32x4.sub', w, f.floats(2.5)), central);
  // One number in three hundred.
  const outer = f.value('f32x4.ge', w, f.floats(5));
  f.get(outer).op('v128.any_true');
  f.if(() => {
    const far = vectorHorner(f, f.value('f32x4.sub', f.value('f32x4.sqrt', w), f.floats(3)), tail);
    const nonzero = f.value('f32x4.ne', inside, f.floats(0));
    const limited = f.value('v128.bitselect', far, f.floats(Number.POSITIVE_INFINITY), nonzero);
    f.get(f.value('v128.bitselect', limited, result, outer)).set(result);
  });
  return f.value('f32x4.mul', result, x);
}

function vectorHorner(f: WasmFunction, x: Local, [first, ...rest]: readonly number[]): Local {
  return horner(f, x, f.floats(first!), rest);
}

/** The function of one float. */
export function inverseNormalOf(x: number): number {
  const inside = fround(fround(1 - x) * fround(1 + x));
  const w = minusLog(inside);
  if (w < 5) return fround(scalarHorner(fround(w - 2.5), central) * x);
  return fround((inside === 0 ? Number.POSITIVE_INFINITY : scalarHorner(fround(fround(Math.sqrt(w)) - 3), tail)) * x);
}

function scalarHorner(x: number, coefficients: readonly number[]): number {
  let sum = coefficients[0]!;
  for (let i = 1; i < coefficients.length; i++) sum = fround(fround(sum * x) + coefficients[i]!);
  return sum;
}

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);
const [c0, c1, c2] = logCoefficients.map(fround) as [number, number, number];

/** −ln x of a positive normal float: `logParts` of one lane. */
function minusLog(x: number): number {
  float[0] = x;
  const minusK = (0x3fb504f3 - bits[0]!) >> 23;
  bits[0]! += minusK << 23;
  const m = float[0]!;
  const offset = fround(m - 1);
  const s = fround(offset / fround(m + 1));
  const z = fround(s * s);
  const rest = fround(z * fround(fround(c0 + fround(c1 * z)) + fround(c2 * fround(z * z))));
  const curve = fround(fround(s * fround(offset - rest)) + fround(minusK * fround(ln2[1])));
  return fround(fround(curve - offset) + fround(minusK * ln2[0]));
}
