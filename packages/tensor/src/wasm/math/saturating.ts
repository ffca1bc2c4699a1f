import type { Local, WasmFunction } from '../function.js';
import { clamp, monic, polynomial } from './polynomial.js';

/** See {@link saturating}. */
interface Saturating {
  /** From here on the function is ±1. */
  readonly limit: number;
  readonly slope: number;
  readonly top: readonly number[];
  /** Without its last coefficient, 1. */
  readonly bottom: readonly number[];
  readonly scale: readonly [number, number];
}

/**
 * An odd function that tends to ±1: t/(a + b·t²) with [a, b] = `scale`, 4ab = 1, and t = x·(slope + z·P(z)/Q(z)),
 * z = x². As tanh x is 2h/(1 + h²) with h = tanh(x/2): the nearer to ±1, the less do the errors of t matter, so P and Q
 * are short; and near 0 the slope alone counts, so there is little to round.
 */
export function saturating(f: WasmFunction, x: Local, { limit, slope, top, bottom, scale }: Saturating): Local {
  const held = clamp(f, x, -limit, limit);
  const z = f.value('f32x4.mul', held, held);
  const quotient = f.value('f32x4.div', f.value('f32x4.mul', z, polynomial(f, z, top)), monic(f, z, bottom));
  const t = f.value('f32x4.mul', held, f.value('f32x4.add', quotient, f.floats(slope)));
  const [a, b] = scale.map((c) => f.floats(c));
  const square = f.value('f32x4.mul', t, t);
  return f.value('f32x4.div', t, f.value('f32x4.add', f.value('f32x4.mul', square, b!), a!));
}
