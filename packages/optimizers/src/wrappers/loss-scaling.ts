import {
  ArgumentError,
  add,
  cast,
  checkOptions,
  div,
  greaterEqual,
  isFinite,
  less,
  logicalAnd,
  mul,
  scalar,
  type Tensor,
  where,
  zeros,
} from '@saddlepoint/tensor';
import { requireNonNegative, requirePositive, requirePositiveCount, requireTransform } from '../internal/check.js';
import { allFinite, choose, chooseOrZeros } from '../internal/choose.js';
import { countOf, mapTensors, numberOf, stateOf } from '../internal/trees.js';
import type { Extras, OptimizerState, Transform, Update } from '../transform.js';

export interface LossScalingOptions {
  /** The first scale, above 0. Default 2¹⁶. */
  initialScale?: number;
  /** What the scale grows by after growthInterval good steps, above 1. Default 2. */
  growthFactor?: number;
  /** What an overflow multiplies the scale by, between 0 and 1. Default ½. */
  backoffFactor?: number;
  /** Steps in a row without overflow before it grows, at least 1. Default 2000. */
  growthInterval?: number;
}

/**
 * Dynamic loss scaling, for gradients in half precision: `inner` sees the gradients divided by the scale, and a step
 * whose gradients overflowed is skipped. `torch.amp.GradScaler`, its defaults included.
 *
 * Differentiate the loss times {@link lossScaleOf} the state, in float32. Put it outermost, so that a clip inside sees
 * true gradients. State: `scale`, `good` (steps since the scale changed), `inner`.
 *
 * @throws ArgumentError for values out of range.
 * Source: Micikevicius et al., "Mixed precision training" (2017), arXiv:1710.03740.
 */
export function lossScaling(inner: Transform, options: LossScalingOptions = {}): Transform {
  const owner = 'lossScaling';
  checkOptions(owner, options, ['initialScale', 'growthFactor', 'backoffFactor', 'growthInterval']);
  requireTransform('lossScaling', 'inner', inner);
  const initial = requirePositive(owner, 'initialScale', options.initialScale ?? 2 ** 16);
  const growth = requireNonNegative(owner, 'growthFactor', options.growthFactor ?? 2);
  const backoff = requirePositive(owner, 'backoffFactor', options.backoffFactor ?? 0.5);
  const interval = requirePositiveCount(owner, 'growthInterval', options.growthInterval ?? 2000);
  if (growth <= 1 || backoff >= 1) {
    throw new ArgumentError(`${owner}: growthFactor ${growth} must be above 1, backoffFactor ${backoff} below 1`);
  }
  return {
    name: owner,
    init: (params) => ({ scale: scalar(initial, 'float32'), good: zeros([], 'int32'), inner: inner.init(params) }),
    update<P>(grads: P, state: OptimizerState, params: P, extras?: Extras): Update<P> {
      const scale = lossScaleOf(state);
      const unscaled = mapTensors(owner, grads, (g) => cast(div(cast(g, 'float32'), scale), g.dtype));
      const before = stateOf(owner, state, 'inner') as OptimizerState;
      const result = inner.update(unscaled, before, params, extras);
      const finite = allFinite(owner, unscaled);
      const good = add(countOf(owner, state, 'good'), 1);
      const full = greaterEqual(good, interval);
      const grown = mul(scale, growth);
      const kept = where(logicalAnd(full, isFinite(grown)), grown, scale);
      return {
        updates: chooseOrZeros(finite, result.updates),
        state: {
          scale: where(finite, kept, mul(scale, backoff)),
          good: where(logicalAnd(finite, less(good, interval)), good, 0),
          inner: choose(finite, result.state, before),
        },
      };
    },
  };
}

/** What to multiply the loss by before it is differentiated: a float32 scalar of the state of {@link lossScaling}. */
export function lossScaleOf(state: OptimizerState): Tensor {
  stateOf('lossScaleOf', state, 'scale', 'give it the state of lossScaling itself, which belongs outermost');
  return numberOf('lossScaleOf', state, 'scale');
}
