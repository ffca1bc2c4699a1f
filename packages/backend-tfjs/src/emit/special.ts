import type { Emit } from './emitter.js';
import * as m from './math.js';
import type { Value } from './program.js';

/** Functions tfjs lacks, composed so that they stay accurate to a few units in the last place. */

const central = [
  2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 2.1858087e-4, -1.25372503e-3, -4.17768164e-3,
  0.246640727, 1.50140941,
];
const tail = [
  -2.00214257e-4, 1.00950558e-4, 1.34934322e-3, -3.67342844e-3, 5.73950773e-3, -7.6224613e-3, 9.43887047e-3, 1.00167406,
  2.83297682,
];

/** M. Giles, "Approximating the erfinv function" (2012): two polynomials in w = −ln((1 − x)(1 + x)). */
const erfInv: Emit = (e, _node, [operand]) => {
  const x = operand!;
  const w = m.mul(e, m.log(e, m.mul(e, m.sub(e, 1, x), m.add(e, x, 1))), -1);
  const polynomial = (v: Value, coefficients: readonly number[]) =>
    coefficients
      .slice(2)
      .reduce<Value>((p, c) => m.add(e, m.mul(e, p, v), c), m.add(e, m.mul(e, v, coefficients[0]!), coefficients[1]!));
  const inner = polynomial(m.sub(e, w, 2.5), central);
  const outer = polynomial(m.sub(e, m.sqrt(e, w), 3), tail);
  const y = m.mul(e, m.select(e, m.less(e, w, 5), inner, outer), x);
  // The polynomials do not reach ±∞ at ±1.
  return m.select(e, m.equal(e, m.abs(e, x), 1), m.mul(e, x, Number.POSITIVE_INFINITY), y);
};

export const special: Record<string, Emit> = { erfInv };
