import { abs, add, checkOptions, div, maximum, mul, zerosLike } from '@saddlepoint/tensor';
import { requireBetas, requireNonNegative } from '../internal/check.js';
import { type DescentOptions, descent, descentOptions } from '../internal/descent.js';
import { leafwise } from '../internal/leafwise.js';
import { correction, move } from '../internal/moments.js';
import type { ScaleByAdamOptions } from '../scale-by-adam.js';
import type { Transform } from '../transform.js';

/**
 * Adam with the largest recent gradient in place of the root mean square:
 * m ← β₁m + (1 − β₁)g, u ← max(β₂u, |g| + ε), update = m̂ / u.
 *
 * State: `step`, `mu` (m), `nu` (u).
 *
 * @throws ArgumentError for betas outside [0, 1) or a negative eps.
 * Source: Kingma, Ba, "Adam: a method for stochastic optimization" (2014), arXiv:1412.6980, section 7.1.
 */
export function scaleByAdamax(options: ScaleByAdamOptions = {}): Transform {
  checkOptions('scaleByAdamax', options, ['betas', 'eps']);
  const { betas = [0.9, 0.999], eps = 1e-8 } = options;
  requireBetas('scaleByAdamax', betas, 2);
  requireNonNegative('scaleByAdamax', 'eps', eps);
  return leafwise({
    name: 'adamax',
    owner: 'scaleByAdamax',
    state: { mu: zerosLike, nu: zerosLike },
    momentum: betas[0],
    numbers(step, beta) {
      return { scale: correction(step, beta) };
    },
    rule(g, state, { scale, fresh }) {
      const mu = move(state.mu, g, fresh);
      const nu = maximum(mul(state.nu, betas[1]), add(abs(g), eps));
      return { update: div(mu, mul(nu, scale)), mu, nu };
    },
  });
}

export interface AdamaxOptions extends ScaleByAdamOptions, DescentOptions {}

/**
 * Adamax: `torch.optim.Adamax`, its defaults included: learningRate 2e-3, betas [0.9, 0.999], eps 1e-8, no decay.
 *
 * A rare large gradient is forgotten slowly, so it suits sparse ones, such as those of embeddings.
 * Moves 28 bytes a parameter: reads g, m, u, θ; writes m, u, θ.
 *
 * @throws ArgumentError for options out of range, or a mask that matches nothing.
 * Source: Kingma, Ba, "Adam: a method for stochastic optimization" (2014), arXiv:1412.6980, section 7.1.
 */
export function adamax(options: AdamaxOptions = {}): Transform {
  checkOptions('adamax', options, ['betas', 'eps', ...descentOptions]);
  const { betas = [0.9, 0.999], eps = 1e-8, ...rest } = options;
  return descent('adamax', scaleByAdamax({ betas, eps }), { learningRate: 2e-3, ...rest });
}
