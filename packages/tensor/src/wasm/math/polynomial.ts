import type { Local, WasmFunction } from '../function.js';

/**
 * Σ coefficients[k]·x^k by Estrin's scheme: pairs c₀ + c₁x, then pairs of pairs in x², … Horner's takes an operation
 * or two less, but each waits for the one before, and in long loops a processor cannot look ahead far enough to fill
 * the time.
 */
export function polynomial(f: WasmFunction, x: Local, coefficients: readonly number[]): Local {
  let terms = coefficients.map((c) => f.floats(c));
  let power = x;
  for (;;) {
    const pairs: Local[] = [];
    for (let k = 0; k < terms.length; k += 2) {
      const [even, odd] = [terms[k]!, terms[k + 1]];
      pairs.push(odd === undefined ? even : f.value('f32x4.add', even, f.value('f32x4.mul', odd, power)));
    }
    if (pairs.length === 1) return pairs[0]!;
    terms = pairs;
    power = f.value('f32x4.mul', power, power);
  }
}

/** ((start·x + c)·x + c′)·x + … for the coefficients given: Horner's scheme from its highest power on. */
export function horner(f: WasmFunction, x: Local, start: Local, coefficients: readonly number[]): Local {
  return coefficients.reduce((sum, c) => f.value('f32x4.add', f.value('f32x4.mul', sum, x), f.floats(c)), start);
}

/** x^n + Σ coefficients[k]·x^k for n coefficients: no multiplication by the first. */
export function monic(f: WasmFunction, x: Local, coefficients: readonly number[]): Local {
  const [next, ...rest] = [...coefficients].reverse();
  return horner(f, x, f.value('f32x4.add', x, f.floats(next!)), rest);
}

/** x held to [low, high]; NaN stays NaN. */
export function clamp(f: WasmFunction, x: Local, low: number, high: number): Local {
  return f.value('f32x4.pmin', f.value('f32x4.pmax', x, f.floats(low)), f.floats(high));
}
