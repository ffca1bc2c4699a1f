import { add, cast, checkOptions, div, greater, mul, sqrt, sub, zerosLike } from '@saddlepoint/tensor';
import { type AddDecayedWeightsOptions, addDecayedWeights } from '../add-decayed-weights.js';
import { alias } from '../chain.js';
import { requireBetas, requireNonNegative } from '../internal/check.js';
import { decay, descend } from '../internal/descent.js';
import { leafwise } from '../internal/leafwise.js';
import { rateTensorOf } from '../internal/learning-rate.js';
import { matcher } from '../internal/match.js';
import { average, correction, move } from '../internal/moments.js';
import { zipTensors } from '../internal/trees.js';
import type { Transform } from '../transform.js';

export interface ScaleByAdanOptions {
  /** Decay of the running means of g, of its change and of the square, each from 0 to below 1. Default [0.98, 0.92, 0.99]. */
  betas?: readonly [number, number, number];
  /** Added to the denominator, from 0 up. Default 1e-8. */
  eps?: number;
}

/**
 * Nesterov momentum estimated from the change of the gradient, d = gₜ − gₜ₋₁ (0 at the first step):
 * m ← β₁m + (1 − β₁)g, δ ← β₂δ + (1 − β₂)d, n ← β₃n + (1 − β₃)(g + β₂d)², update = (m̂ + β₂δ̂) / (√n̂ + ε).
 *
 * The betas are decays, as in the official code; the paper writes 1 − β for them. Optax takes decays too but multiplies d
 * and δ̂ by 1 − β₂, which is another method. State: `step`, `mu` (m), `delta` (δ), `nu` (n), `previous` (gₜ₋₁).
 *
 * @throws ArgumentError for betas outside [0, 1) or a negative eps.
 * Source: Xie, Zhou, Li, Lin, Yan, "Adan: adaptive Nesterov momentum algorithm" (2022), arXiv:2208.06677.
 */
export function scaleByAdan(options: ScaleByAdanOptions = {}): Transform {
  checkOptions('scaleByAdan', options, ['betas', 'eps']);
  const { betas = [0.98, 0.92, 0.99], eps = 1e-8 } = options;
  requireBetas('scaleByAdan', betas, 3);
  requireNonNegative('scaleByAdan', 'eps', eps);
  return leafwise({
    name: 'adan',
    owner: 'scaleByAdan',
    state: { mu: zerosLike, delta: zerosLike, nu: zerosLike, previous: zerosLike },
    momentum: betas[0],
    numbers(step, beta) {
      const root = sqrt(correction(step, betas[2]));
      return {
        later: cast(greater(step, 1), 'float32'),
        first: div(root, correction(step, beta)),
        second: div(mul(root, betas[1]), correction(step, betas[1])),
        shift: mul(root, eps),
      };
    },
    rule(g, state, { fresh, later, first, second, shift }) {
      const change = mul(sub(g, state.previous), later);
      const ahead = add(g, mul(change, betas[1]));
      const mu = move(state.mu, g, fresh);
      const delta = average(state.delta, change, betas[1]);
      const nu = average(state.nu, mul(ahead, ahead), betas[2]);
      const update = div(add(mul(mu, first), mul(delta, second)), add(sqrt(nu), shift));
      return { update, mu, delta, nu, previous: g };
    },
  });
}

export interface AdanOptions extends ScaleByAdanOptions, Partial<AddDecayedWeightsOptions> {
  /** From 0 up. Default 1e-3. */
  learningRate?: number;
  /** Decay by θ ← (θ + update) / (1 + ηλ), the paper's; otherwise θ ← (1 − ηλ)θ + update, AdamW's. Default true. */
  proximal?: boolean;
}

/**
 * Adan: the official code and its defaults; weightDecay (λ) is 0 by default, 0.02 in the paper.
 *
 * Bears rates 5 to 10 times Adam's, on vision transformers and convolutional networks alike, for twice the state.
 * Moves 40 bytes a parameter: reads g, m, δ, n, gₜ₋₁, θ; writes m, δ, n, θ, and keeps g.
 *
 * @throws ArgumentError for options out of range, or a mask that matches nothing.
 * Source: Xie, Zhou, Li, Lin, Yan, "Adan: adaptive Nesterov momentum algorithm" (2022), arXiv:2208.06677.
 */
export function adan(options: AdanOptions = {}): Transform {
  checkOptions('adan', options, ['learningRate', 'betas', 'eps', 'weightDecay', 'mask', 'proximal']);
  const { learningRate = 1e-3, weightDecay = 0, mask, proximal = true, ...rest } = options;
  const descent = descend('adan', learningRate);
  if (!proximal || weightDecay === 0) {
    return alias('adan', scaleByAdan(rest), ...decay(weightDecay, mask), descent);
  }
  return alias('adan', scaleByAdan(rest), descent, proximalDecay(learningRate, weightDecay, mask));
}

/** (u − ηλθ) / (1 + ηλ) in place of u, so that θ + u becomes (θ + u) / (1 + ηλ). */
function proximalDecay(learningRate: number, weightDecay: number, mask?: AddDecayedWeightsOptions['mask']): Transform {
  const matches = matcher('adan: mask', mask ?? '**');
  // Its mask is the one of ordinary decay: the same checks, the same meaning.
  const { init } = addDecayedWeights(mask ? { weightDecay, mask } : { weightDecay });
  return {
    name: 'proximalDecay',
    init,
    update(updates, _state, params, extras) {
      const strength = mul(rateTensorOf('adan', extras, learningRate), weightDecay);
      const decayed = zipTensors(
        'adan',
        updates,
        params,
        (u, p, path) => {
          const amount = cast(strength, u.dtype);
          return !matches(p, path) ? u : div(sub(u, mul(p, amount)), add(amount, 1));
        },
        ['gradients', 'params'],
      );
      return { updates: decayed, state: {} };
    },
  };
}
