import { erfInvCentral, erfInvTail } from '@saddlepoint/tensor';
import type { Emit } from './emitter.js';

/** Functions ONNX lacks, composed so that they stay accurate to a few units in the last place. */

const rsqrt: Emit = (e, _node, [x]) => e.node('Reciprocal', [e.node('Sqrt', [x!.name])]);

/** eˣ − 1 = tanh(x/2) · (eˣ + 1): no cancellation near 0, right at ±∞. */
const expm1: Emit = (e, node, [x]) => {
  const one = e.scalar(1, node.dtype);
  const half = e.node('Mul', [x!.name, e.scalar(0.5, node.dtype)]);
  return e.node('Mul', [e.node('Tanh', [half]), e.node('Add', [e.node('Exp', [x!.name]), one])]);
};

/**
 * ln(1 + x) = ln(u) − ((u − 1) − x)/u with u = 1 + x rounded. The correction uses x limited to [−½, 10⁴]: beyond, the
 * sum is exact or the correction too small to matter, and the limits keep it finite.
 */
const log1p: Emit = (e, node, [x]) => {
  const one = e.scalar(1, node.dtype);
  const near = e.node('Clip', [x!.name, e.scalar(-0.5, node.dtype), e.scalar(1e4, node.dtype)]);
  const u = e.node('Add', [near, one]);
  const error = e.node('Sub', [e.node('Sub', [u, one]), near]);
  const log = e.node('Log', [e.node('Add', [x!.name, one])]);
  return e.node('Sub', [log, e.node('Div', [error, u])]);
};

/** M. Giles, "Approximating the erfinv function" (2012): two polynomials in w = −ln((1 − x)(1 + x)). */
const erfInv: Emit = (e, node, [operand]) => {
  const x = operand!.name;
  const f = (value: number) => e.scalar(value, node.dtype);
  const one = f(1);
  const w = e.node('Neg', [e.node('Log', [e.node('Mul', [e.node('Sub', [one, x]), e.node('Add', [one, x])])])]);
  const polynomial = (v: string, coefficients: readonly number[]) =>
    coefficients.slice(1).reduce((p, c) => e.node('Add', [e.node('Mul', [p, v]), f(c)]), f(coefficients[0]!));
  const inner = polynomial(e.node('Sub', [w, f(2.5)]), erfInvCentral);
  const outer = polynomial(e.node('Sub', [e.node('Sqrt', [w]), f(3)]), erfInvTail);
  const y = e.node('Mul', [e.node('Where', [e.node('Less', [w, f(5)]), inner, outer]), x]);
  // The polynomials do not reach ±∞ at ±1.
  const edge = e.node('Equal', [e.node('Abs', [x]), one]);
  return e.node('Where', [edge, e.node('Mul', [x, f(Number.POSITIVE_INFINITY)]), y]);
};

export const special: Record<string, Emit> = { rsqrt, expm1, log1p, erfInv };
