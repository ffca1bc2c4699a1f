import {
  add,
  cast,
  checkOptions,
  div,
  greater,
  logicalAnd,
  mul,
  sqrt,
  sum,
  type Tensor,
  where,
} from '@saddlepoint/tensor';
import { requireNonNegative, requirePositive } from '../internal/check.js';
import { matcher } from '../internal/match.js';
import { zipTensors } from '../internal/trees.js';
import type { Match, Transform } from '../transform.js';

export interface ScaleByTrustRatioOptions {
  /** Times the ratio, above 0. Default 1. */
  trustCoefficient?: number;
  /** Added to the norm of the update, from 0 up. Default 0. */
  eps?: number;
  /** Which parameters are scaled, such as `(x) => x.rank > 1`. Default all. */
  mask?: Match;
}

/**
 * Each parameter's update times c‖θ‖ / (‖u‖ + ε), so that it moves in proportion to the parameter's own size; the norms
 * are those of the whole tensor. The ratio is 1 where either norm is 0.
 *
 * Optax's `scale_by_trust_ratio`: the last step of {@link lamb}. Stateless. Reads u and θ once for the norms and once
 * more to scale.
 *
 * @throws ArgumentError for a coefficient that is not above 0 or a negative eps.
 * Source: You et al. (2019), arXiv:1904.00962.
 */
export function scaleByTrustRatio(options: ScaleByTrustRatioOptions = {}): Transform {
  checkOptions('scaleByTrustRatio', options, ['trustCoefficient', 'eps', 'mask']);
  const matches = matcher('scaleByTrustRatio: mask', options.mask ?? '**');
  const coefficient = requirePositive('scaleByTrustRatio', 'trustCoefficient', options.trustCoefficient ?? 1);
  const eps = requireNonNegative('scaleByTrustRatio', 'eps', options.eps ?? 0);
  return {
    name: 'trustRatio',
    init: () => ({}),
    update(grads, _state, params) {
      const scale = (u: Tensor, p: Tensor, path: string) => {
        if (!matches(p, path)) return u;
        const size = norm(u);
        return mul(u, cast(trustRatio(norm(p), size, add(size, eps), coefficient), u.dtype));
      };
      return { updates: zipTensors('scaleByTrustRatio', grads, params, scale, ['gradients', 'params']), state: {} };
    },
  };
}

/** c · ‖θ‖ / denominator; 1 where a norm is 0. */
export function trustRatio(param: Tensor, update: Tensor, denominator: Tensor, coefficient: number): Tensor {
  return where(logicalAnd(greater(param, 0), greater(update, 0)), div(mul(param, coefficient), denominator), 1);
}

/** The 2-norm of a tensor, a float32 scalar. */
export function norm(x: Tensor): Tensor {
  const wide = cast(x, 'float32');
  return sqrt(sum(mul(wide, wide)));
}
