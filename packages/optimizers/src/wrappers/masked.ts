import { requireTransform } from '../internal/check.js';
import { matcher, pathsOf, requireSome } from '../internal/match.js';
import { onSome } from '../internal/on-some.js';
import type { Match, Transform } from '../transform.js';

/**
 * `inner` for the parameters that match; the gradients of the others pass through as they are.
 *
 * For one link of a chain, such as a clip or a weight decay, that only some parameters get. Around a whole optimizer it
 * would leave the other parameters' raw gradients as their updates, which is ascent: take {@link freeze} or
 * {@link partition} there. Optax's `masked`. There is state for the matching parameters only.
 *
 * @throws ArgumentError, listing the paths, when nothing matches.
 */
export function masked(inner: Transform, match: Match): Transform {
  const matches = matcher('masked', match);
  requireTransform('masked', 'inner', inner);
  return onSome(
    inner,
    (params) => {
      const paths = pathsOf(params, matches);
      requireSome('masked: the mask', paths, params);
      return new Set(paths);
    },
    (gradient) => gradient,
  );
}
