import {
  add,
  cast,
  checkOptions,
  div,
  greater,
  maximum,
  mul,
  scalar,
  sqrt,
  sub,
  type Tensor,
  where,
  zerosLike,
} from '@saddlepoint/tensor';
import { requireBetas, requireNonNegative } from '../internal/check.js';
import { type DescentOptions, descent, descentOptions } from '../internal/descent.js';
import { leafwise } from '../internal/leafwise.js';
import { average, correction, move } from '../internal/moments.js';
import type { ScaleByAdamOptions } from '../scale-by-adam.js';
import type { Transform } from '../transform.js';

export interface ScaleByRadamOptions extends ScaleByAdamOptions {
  /** ε is added to √v̂, Optax's form, instead of √v, PyTorch's. Default false. */
  epsOnCorrected?: boolean;
}

/**
 * Adam that does not divide while too few gradients are known: with ρ = ρ∞ − 2tβ₂ᵗ / (1 − β₂ᵗ), ρ∞ = 2 / (1 − β₂) − 1,
 * the update is m̂ until ρ > 5 and then m̂ · r · √(1 − β₂ᵗ) / (√v + ε), r² = (ρ − 4)(ρ − 2)ρ∞ / ((ρ∞ − 4)(ρ∞ − 2)ρ).
 *
 * State: `step`, `mu` (m), `nu` (v).
 *
 * @throws ArgumentError for betas outside [0, 1) or a negative eps.
 * Source: Liu et al., "On the variance of the adaptive learning rate and beyond" (2019), arXiv:1908.03265.
 */
export function scaleByRadam(options: ScaleByRadamOptions = {}): Transform {
  checkOptions('scaleByRadam', options, ['betas', 'eps', 'epsOnCorrected']);
  const { betas = [0.9, 0.999], eps = 1e-8, epsOnCorrected = false } = options;
  requireBetas('scaleByRadam', betas, 2);
  requireNonNegative('scaleByRadam', 'eps', eps);
  return leafwise({
    name: 'radam',
    owner: 'scaleByRadam',
    state: { mu: zerosLike, nu: zerosLike },
    momentum: betas[0],
    numbers(step, beta) {
      const [c1, root] = [correction(step, beta), sqrt(correction(step, betas[1]))];
      const { known, factor } = rectification(step, betas[1]);
      return {
        known,
        plain: div(1, c1),
        rectified: div(mul(factor, root), c1),
        shift: epsOnCorrected ? mul(root, eps) : scalar(eps, 'float32'),
      };
    },
    rule(g, state, { fresh, known, plain, rectified, shift }) {
      const mu = move(state.mu, g, fresh);
      const nu = average(state.nu, mul(g, g), betas[1]);
      return { update: mul(mu, where(known, div(rectified, add(sqrt(nu), shift)), plain)), mu, nu };
    },
  });
}

/** Whether enough squares are known to divide by their mean (ρ > 5), and the factor r that then makes up for the rest. */
export function rectification(step: Tensor, beta2: number): { known: Tensor; factor: Tensor } {
  const longest = 2 / (1 - beta2) - 1;
  const c2 = correction(step, beta2);
  const length = sub(longest, div(mul(mul(cast(step, 'float32'), 2), sub(1, c2)), c2));
  // At 5 and above the root is real; below, the factor is not used.
  const safe = maximum(length, 5);
  const square = div(mul(mul(sub(safe, 4), sub(safe, 2)), longest / ((longest - 4) * (longest - 2))), safe);
  return { known: greater(length, 5), factor: sqrt(square) };
}

export interface RadamOptions extends ScaleByRadamOptions, DescentOptions {}

/**
 * RAdam: `torch.optim.RAdam`, its defaults included: learningRate 1e-3, betas [0.9, 0.999], eps 1e-8, weightDecay 0.
 * With { epsOnCorrected: true } it is `optax.radam`.
 *
 * Adam that needs no warm-up of the rate. Moves 28 bytes a parameter: reads g, m, v, θ; writes m, v, θ.
 *
 * @throws ArgumentError for options out of range, or a mask that matches nothing.
 * Source: Liu et al., "On the variance of the adaptive learning rate and beyond" (2019), arXiv:1908.03265.
 */
export function radam(options: RadamOptions = {}): Transform {
  checkOptions('radam', options, ['betas', 'eps', 'epsOnCorrected', ...descentOptions]);
  const { betas = [0.9, 0.999], eps = 1e-8, epsOnCorrected = false, ...rest } = options;
  return descent('radam', scaleByRadam({ betas, eps, epsOnCorrected }), { learningRate: 1e-3, ...rest });
}
