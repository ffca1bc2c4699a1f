import {
  cast,
  checkOptions,
  div,
  greater,
  lerp,
  maximum,
  minimum,
  mul,
  neg,
  sqrt,
  sub,
  where,
  zerosLike,
} from '@saddlepoint/tensor';
import { requireBetas, requirePositive } from '../internal/check.js';
import { type DescentOptions, descent, descentOptions } from '../internal/descent.js';
import { leafwise } from '../internal/leafwise.js';
import type { Transform } from '../transform.js';

export interface ScaleByAdoptOptions {
  /** Decay of the running means, each from 0 to below 1. Default [0.9, 0.9999]. */
  betas?: readonly [number, number];
  /** The smallest denominator, above 0. Default 1e-6. */
  eps?: number;
  /** Clip g / √v to ±(t − 1)^¼ at step t. Default true. */
  clip?: boolean;
}

/**
 * Adam that divides the gradient by the root of the v before it, and only then averages: n = g / max(√v, ε), clipped to
 * ±(t − 1)^¼, m ← β₁m + (1 − β₁)n, update = m, then v ← β₂v + (1 − β₂)g². The first step only sets v = g².
 *
 * Converges for any β₂, since v does not know the gradient it divides. State: `step`, `mu` (m), `nu` (v).
 *
 * @throws ArgumentError for betas outside [0, 1) or an eps that is not above 0.
 * Source: Taniguchi et al., "ADOPT: modified Adam can converge with any β₂ with the optimal rate" (2024),
 * arXiv:2411.02853.
 */
export function scaleByAdopt(options: ScaleByAdoptOptions = {}): Transform {
  checkOptions('scaleByAdopt', options, ['betas', 'eps', 'clip']);
  const { betas = [0.9, 0.9999], eps = 1e-6, clip = true } = options;
  requireBetas('scaleByAdopt', betas, 2);
  requirePositive('scaleByAdopt', 'eps', eps);
  return leafwise({
    name: 'adopt',
    owner: 'scaleByAdopt',
    state: { mu: zerosLike, nu: zerosLike },
    momentum: betas[0],
    numbers(step, _beta, fresh) {
      const later = greater(step, 1);
      return {
        bound: sqrt(sqrt(cast(sub(step, 1), 'float32'))),
        part: where(later, fresh, 0),
        squarePart: cast(where(later, 1 - betas[1], 1), 'float32'),
      };
    },
    rule(g, state, { bound, part, squarePart }) {
      const scaled = div(g, maximum(sqrt(state.nu), eps));
      const clipped = clip ? maximum(minimum(scaled, bound), neg(bound)) : scaled;
      const mu = lerp(state.mu, clipped, part);
      return { update: mu, mu, nu: lerp(state.nu, mul(g, g), squarePart) };
    },
  });
}

export interface AdoptOptions extends ScaleByAdoptOptions, DescentOptions {}

/**
 * ADOPT: `optax.contrib.adopt` and the official code: learningRate 1e-3, betas [0.9, 0.9999], eps 1e-6, weightDecay 0.
 *
 * In place of Adam or AdamW where a β₂ close to 1 is unstable or a small one does not converge.
 * Moves 28 bytes a parameter: reads g, m, v, θ; writes m, v, θ.
 *
 * @throws ArgumentError for options out of range, or a mask that matches nothing.
 * Source: Taniguchi et al., "ADOPT: modified Adam can converge with any β₂ with the optimal rate" (2024),
 * arXiv:2411.02853.
 */
export function adopt(options: AdoptOptions = {}): Transform {
  checkOptions('adopt', options, ['betas', 'eps', 'clip', ...descentOptions]);
  const { betas = [0.9, 0.9999], eps = 1e-6, clip = true, ...rest } = options;
  return descent('adopt', scaleByAdopt({ betas, eps, clip }), { learningRate: 1e-3, ...rest });
}
