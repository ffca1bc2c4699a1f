import {
  add,
  cast,
  checkOptions,
  div,
  expm1,
  mul,
  neg,
  rsqrt,
  scalar,
  sqrt,
  sub,
  type Tensor,
  zeros,
} from '@saddlepoint/tensor';
import { requireDecay, requireNonNegative } from './internal/check.js';
import { stateOf, stepOf, zerosOf, zipTensors } from './internal/trees.js';
import type { OptimizerState, Transform } from './transform.js';

export interface ScaleByAdamOptions {
  /** Decay of the running means of g and g², each from 0 to below 1. Default [0.9, 0.999]. */
  betas?: readonly [number, number];
  /** Added to the denominator, from 0 up; with 0 a parameter whose gradient is always 0 becomes NaN. Default 1e-8. */
  eps?: number;
}

/**
 * Gradients divided by their running root mean square, with momentum.
 *
 * m = β₁m + (1 − β₁)g, v = β₂v + (1 − β₂)g², update = m̂ / (√v̂ + ε), where m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ):
 * PyTorch's and Optax's form (Keras adds ε before the correction). State: `step`, `mu` (m), `nu` (v).
 *
 * @throws ArgumentError for betas outside [0, 1) or a negative eps.
 * Source: Kingma, Ba, "Adam: a method for stochastic optimization" (2014), arXiv:1412.6980.
 */
export function scaleByAdam(options: ScaleByAdamOptions = {}): Transform {
  checkOptions('scaleByAdam', options, ['betas', 'eps']);
  const { betas = [0.9, 0.999], eps = 1e-8 } = options;
  requireDecay('scaleByAdam', 'betas[0]', betas[0]);
  requireDecay('scaleByAdam', 'betas[1]', betas[1]);
  requireNonNegative('scaleByAdam', 'eps', eps);
  return {
    name: 'adam',
    init(params) {
      const owner = 'scaleByAdam: params';
      return { step: zeros([], 'int32'), mu: zerosOf(owner, params), nu: zerosOf(owner, params) };
    },
    update<P>(grads: P, state: OptimizerState) {
      const step = add(stepOf('scaleByAdam', state), 1);
      // x + (1 − β)(y − x): in single precision β and 1 − β do not add up to 1.
      const average = (before: Tensor, value: Tensor, beta: number) => add(before, mul(sub(value, before), 1 - beta));
      const [oldMu, oldNu] = [stateOf('scaleByAdam', state, 'mu'), stateOf('scaleByAdam', state, 'nu')];
      const mu = zipTensors('scaleByAdam: state.mu and gradients', oldMu, grads, (m, g) => average(m, g, betas[0]));
      const nu = zipTensors('scaleByAdam: state.nu and gradients', oldNu, grads, (v, g) =>
        average(v, mul(g, g), betas[1]),
      );
      // m̂ / (√v̂ + ε) with all that is one number a step moved into the denominator: four operations an element.
      const [c1, c2] = [correction(step, betas[0]), correction(step, betas[1])];
      const [scale, shift] = [mul(c1, rsqrt(c2)), mul(c1, eps)];
      const updates = zipTensors('scaleByAdam', mu, nu, (m, v) =>
        div(m, add(mul(sqrt(v), cast(scale, v.dtype)), cast(shift, v.dtype))),
      );
      return { updates: updates as P, state: { step, mu, nu } };
    },
  };
}

/** 1 − βᵗ, to full precision where β is close to 1. */
function correction(step: Tensor, beta: number): Tensor {
  if (beta === 0) return scalar(1, 'float32');
  return neg(expm1(mul(cast(step, 'float32'), Math.log(beta))));
}
