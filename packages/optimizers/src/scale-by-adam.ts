import { add, checkOptions, div, mul, rsqrt, sqrt, zerosLike } from '@saddlepoint/tensor';
import { requireBetas, requireNonNegative } from './internal/check.js';
import { leafwise } from './internal/leafwise.js';
import { average, correction, move } from './internal/moments.js';
import type { Transform } from './transform.js';

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
 * PyTorch's and Optax's form (Keras adds ε before the correction). State: `step`, `mu` (m), `nu` (v). `extras.momentum`
 * replaces β₁ for one step.
 *
 * @throws ArgumentError for betas outside [0, 1) or a negative eps.
 * Source: Kingma, Ba, "Adam: a method for stochastic optimization" (2014), arXiv:1412.6980.
 */
export function scaleByAdam(options: ScaleByAdamOptions = {}): Transform {
  checkOptions('scaleByAdam', options, ['betas', 'eps']);
  const { betas = [0.9, 0.999], eps = 1e-8 } = options;
  requireBetas('scaleByAdam', betas, 2);
  requireNonNegative('scaleByAdam', 'eps', eps);
  return leafwise({
    name: 'adam',
    owner: 'scaleByAdam',
    state: { mu: zerosLike, nu: zerosLike },
    // m̂ / (√v̂ + ε) with all that is one number a step moved into the denominator: four operations an element.
    momentum: betas[0],
    numbers(step, beta) {
      const [c1, c2] = [correction(step, beta), correction(step, betas[1])];
      return { scale: mul(c1, rsqrt(c2)), shift: mul(c1, eps) };
    },
    rule(g, state, { scale, shift, fresh }) {
      const mu = move(state.mu, g, fresh);
      const nu = average(state.nu, mul(g, g), betas[1]);
      return { update: div(mu, add(mul(sqrt(nu), scale), shift)), mu, nu };
    },
  });
}
