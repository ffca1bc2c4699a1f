import { erfInvCentral, erfInvTail } from '@saddlepoint/tensor';
import type { Emit, Emitter } from './emitter.js';
import * as m from './math.js';
import type { Value } from './program.js';

/** Functions that tfjs or one of its engines lacks, composed so that they stay accurate to a few units in the last place. */

/** Highest power first. */
function polynomial(e: Emitter, x: Value, [first, second, ...rest]: readonly number[]): Value {
  return rest.reduce<Value>((p, c) => m.add(e, m.mul(e, p, x), c), m.add(e, m.mul(e, x, first!), second!));
}

/** M. Giles, "Approximating the erfinv function" (2012): two polynomials in w = −ln((1 − x)(1 + x)). */
const erfInv: Emit = (e, _node, [operand]) => {
  const x = operand!;
  const w = m.mul(e, m.log(e, m.mul(e, m.sub(e, 1, x), m.add(e, x, 1))), -1);
  const inner = polynomial(e, m.sub(e, w, 2.5), erfInvCentral);
  const outer = polynomial(e, m.sub(e, m.sqrt(e, w), 3), erfInvTail);
  const y = m.mul(e, m.select(e, m.less(e, w, 5), inner, outer), x);
  // The polynomials do not reach ±∞ at ±1.
  return m.select(e, m.equal(e, m.abs(e, x), 1), m.mul(e, x, Number.POSITIVE_INFINITY), y);
};

/** ln x where the engine's own has numbers for the logarithms of 0, −∞ and NaN. */
export function log(e: Emitter, x: Value): Value {
  const limit = m.select(e, m.equal(e, x, 0), Number.NEGATIVE_INFINITY, Number.NaN);
  return m.select(e, m.less(e, 0, x), m.log(e, x), limit);
}

/** The terms of eˣ = 1 + x + x² (1/2! + x/3! + …), the last first, down to 10⁻⁸ of the sum for |x| < ½. */
const expTerms = [9, 8, 7, 6, 5, 4, 3, 2].map((n) => 1 / factorial(n));

function factorial(n: number): number {
  return n === 0 ? 1 : n * factorial(n - 1);
}

/** eˣ − 1 by its series near 0; NaN takes that way too, as some engines have another number for its exponential. */
export function expm1(e: Emitter, x: Value): Value {
  const near = m.add(e, x, m.mul(e, m.mul(e, x, x), polynomial(e, x, expTerms)));
  return m.select(e, m.lessEqual(e, 0.5, m.abs(e, x)), m.sub(e, m.exp(e, x), 1), near);
}

/** ln(1 + x) = 2 s (1 + s²/3 + s⁴/5 + …), the last first, with s = x / (2 + x): down to 10⁻⁸ of the sum for |x| < ½. */
const logTerms = [15, 13, 11, 9, 7, 5, 3, 1].map((n) => 2 / n);

/** ln(1 + x) by its series near 0. */
export function log1p(e: Emitter, x: Value): Value {
  const s = m.div(e, x, m.add(e, x, 2));
  const near = m.mul(e, s, polynomial(e, m.mul(e, s, s), logTerms));
  return m.select(e, m.less(e, m.abs(e, x), 0.5), near, log(e, m.add(e, x, 1)));
}

export const special: Record<string, Emit> = { erfInv };
