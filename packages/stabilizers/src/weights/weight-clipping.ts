import { add, checkOptions, clip, type Match, sub, type Tensor, tree } from '@saddlepoint/tensor';
import type { GradientTransform } from '../gradients/count-clips.js';
import { positive, requireMatch, requireNumber, weightsOf } from '../internal/check.js';

export interface WeightClippingOptions {
  /** Which parameters. Default all. */
  match?: Match;
}

/**
 * Keeps parameters within ±limit, as the last link of an optimizer's chain: updates u become clip(θ + u, −limit, limit) − θ.
 * What `applyUpdates` gives lies within the limit, up to the rounding of one addition.
 *
 * When to use: the critic of the first Wasserstein GAN, `chain(wganRmsprop(), weightClipping(0.01))`. Gradient penalties and
 * {@link spectralNormalization} hold a critic Lipschitz without starving it. `clipWeights` of `@saddlepoint/losses` does
 * the same to parameters themselves.
 *
 * @param limit above 0. Default 0.01.
 * @throws ArgumentError for a limit or match that is not allowed, or one that names nothing; TreeError for updates of
 *   another structure than the parameters.
 * Source: Arjovsky, Chintala, Bottou 2017, "Wasserstein GAN", arXiv:1701.07875.
 */
export function weightClipping(limit = 0.01, options: WeightClippingOptions = {}): GradientTransform {
  const owner = 'weightClipping';
  checkOptions(owner, options, ['match']);
  requireMatch(owner, options.match);
  requireNumber(owner, 'limit', limit, positive);
  const chosen = (params: unknown): ReadonlySet<string> =>
    new Set(weightsOf(owner, params, options.match ?? '**').map(({ path }) => path));
  return {
    name: owner,
    init(params) {
      chosen(params);
      return {};
    },
    update(updates, _state, params) {
      const paths = chosen(params);
      const kept = (u: Tensor, p: Tensor) => sub(clip(add(p, u), -limit, limit), p);
      const clipped = tree.zip(
        updates,
        params,
        (u, p, path) => (paths.has(path) ? kept(u as Tensor, p as Tensor) : u),
        owner,
        'the parameters',
      );
      return { updates: clipped as typeof updates, state: {} };
    },
  };
}
