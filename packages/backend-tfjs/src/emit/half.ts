import type { Emitter } from './emitter.js';
import * as m from './math.js';
import type { Value } from './program.js';

/** Primitives whose result is one of their operands' values, so that halves stay halves. */
const exact = new Set([
  'neg',
  'abs',
  'sign',
  'floor',
  'round',
  'relu',
  'maximum',
  'minimum',
  'where',
  'max',
  'min',
  'maxPool',
  'reshape',
  'transpose',
  'broadcastTo',
  'slice',
  'pad',
  'concat',
  'flip',
  'gather',
  'takeAlongAxis',
  'stopGradient',
  'alias',
  'barrier',
]);

export const staysHalf = (op: string): boolean => exact.has(op);

/**
 * Single-precision values rounded to halves, ties to even, on engines that have no half precision: 8193 x − (8193 x − x)
 * keeps 11 bits of x (Veltkamp 1968); multiples of 2⁻²⁴ come from adding ¾ and taking it off, and what is too large from
 * a product that overflows.
 */
export function roundHalf(e: Emitter, x: Value): Value {
  const near = m.minimum(e, m.maximum(e, x, -65536), 65536);
  const scaled = m.mul(e, near, 8193);
  const normal = m.sub(e, scaled, m.sub(e, scaled, near));
  const subnormal = m.sub(e, m.add(e, near, 0.75), 0.75);
  const size = m.abs(e, near);
  // A zero keeps its sign on the other path.
  const isSmall = m.and(e, m.less(e, size, 2 ** -14), m.less(e, 0, size));
  const rounded = m.select(e, isSmall, subnormal, normal);
  return m.mul(e, m.mul(e, rounded, 2 ** 112), 2 ** -112);
}
