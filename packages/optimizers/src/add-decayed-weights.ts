import { add, mul, type Tensor } from '@saddlepoint/tensor';
import { requireNonNegative, requireOptions } from './internal/check.js';
import { matcher, pathsOf, requireSome } from './internal/match.js';
import { zipTensors } from './internal/trees.js';
import type { Match, Transform } from './transform.js';

export interface AddDecayedWeightsOptions {
  /** λ, from 0 up. */
  weightDecay: number;
  /** Which parameters decay, such as `(x) => x.rank > 1` or `'**.weight'`. Default all. */
  mask?: Match;
}

/**
 * update + λ · parameter: weight decay.
 *
 * Before an adaptive scaling it is L2 regularisation (`adam`'s weightDecay), after it decoupled decay (`adamw`'s), both
 * multiplied by the learning rate that follows.
 *
 * @throws ArgumentError for a negative λ, or a mask that matches no parameter (it lists the paths).
 * Source: Loshchilov, Hutter, "Decoupled weight decay regularization" (2017), arXiv:1711.05101.
 */
export function addDecayedWeights(options: AddDecayedWeightsOptions): Transform {
  requireOptions('addDecayedWeights', options, ['weightDecay', 'mask']);
  const decay = requireNonNegative('addDecayedWeights', 'weightDecay', options.weightDecay);
  const matches = matcher('addDecayedWeights: mask', options.mask ?? '**');
  const requireMatch = (params: unknown) =>
    options.mask === undefined || requireSome('addDecayedWeights: the mask', pathsOf(params, matches), params);
  return {
    name: 'weightDecay',
    init(params) {
      requireMatch(params);
      return {};
    },
    update(grads, _state, params) {
      requireMatch(params);
      const decayed = (g: Tensor, p: Tensor, path: string) => (matches(p, path) ? add(g, mul(p, decay)) : g);
      const updates = zipTensors('addDecayedWeights', grads, params, decayed, ['gradients', 'params']);
      return { updates, state: {} };
    },
  };
}
