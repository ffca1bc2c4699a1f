import { add, equal, mul, sub, type Tensor, where } from '@saddlepoint/tensor';
import type { Extras } from '../transform.js';
import { rateFor, rateOf } from './learning-rate.js';
import { zipTensors } from './trees.js';

/**
 * θ ← (θ − ηu)(1 − ηλ) as an update: parameters decay after the step, as in the official code of SOAP and GaLore.
 *
 * @param active whether there is a step at all, a bool scalar; else nothing moves.
 */
export function descendAndDecay<P>(
  owner: string,
  updates: P,
  params: P,
  extras: Extras | undefined,
  { learningRate, weightDecay }: { learningRate: number; weightDecay: number },
  active?: Tensor,
): P {
  const rate = rateOf(owner, extras, learningRate);
  return zipTensors(owner, updates, params, (u, p) => {
    const eta = rateFor(u, rate);
    const moved = mul(u, mul(eta, -1));
    if (weightDecay === 0) return moved;
    const whole = sub(moved, mul(add(p, moved), mul(eta, weightDecay)));
    return active ? where(active, whole, 0) : whole;
  });
}

/** Whether step number t (from 1) is one of every `period`: 1, 1 + period, 1 + 2 · period, … */
export function isDue(step: Tensor, period: number): Tensor {
  return equal(remainder(sub(step, 1), period), 0);
}

/** a mod n for whole numbers from 0 up. */
function remainder(a: Tensor, n: number): Tensor {
  const wide = a.cast('float32');
  // Exact up to 2²⁴ steps: half a unit more keeps the quotient of a multiple from falling short.
  return sub(wide, mul(wide.add(0.5).div(n).floor(), n));
}
