import {
  ArgumentError,
  add,
  checkOptions,
  greaterEqual,
  mul,
  sub,
  type Tensor,
  where,
  zeros,
} from '@saddlepoint/tensor';
import { requirePositiveCount, requireTransform } from '../internal/check.js';
import { choose } from '../internal/choose.js';
import { copyOf, stateOf, stepOf, zipLeaves } from '../internal/trees.js';
import type { Extras, OptimizerState, Transform, Update } from '../transform.js';

export interface LookaheadOptions {
  /** k: steps of `inner` between two steps of the slow weights, at least 1. Default 5. */
  period?: number;
  /** α: how far the slow weights go towards the fast ones, above 0 and at most 1. Default 0.5. */
  slowStep?: number;
}

/**
 * Lookahead: after every k steps of `inner`, slow ← slow + α (fast − slow), and the fast weights start again from there.
 *
 * The parameters are the fast weights. Less sensitive to the settings of `inner`. Optax's `lookahead` (its state of
 * `inner` is kept, too). State: `step` (since the last synchronisation), `slow`, `inner`.
 *
 * @throws ArgumentError for values out of range.
 * Source: Zhang, Lucas, Hinton, Ba, "Lookahead optimizer: k steps forward, 1 step back" (2019), arXiv:1907.08610.
 */
export function lookahead(inner: Transform, options: LookaheadOptions = {}): Transform {
  checkOptions('lookahead', options, ['period', 'slowStep']);
  requireTransform('lookahead', 'inner', inner);
  const period = requirePositiveCount('lookahead', 'period', options.period ?? 5);
  const { slowStep = 0.5 } = options;
  if (!(slowStep > 0 && slowStep <= 1)) {
    throw new ArgumentError(`lookahead: slowStep ${slowStep} must be above 0 and at most 1`);
  }
  return {
    name: 'lookahead',
    init: (params) => ({
      step: zeros([], 'int32'),
      slow: copyOf('lookahead: params', params),
      inner: inner.init(params),
    }),
    update<P>(grads: P, state: OptimizerState, params: P, extras?: Extras): Update<P> {
      const result = inner.update(grads, stateOf('lookahead', state, 'inner') as OptimizerState, params, extras);
      const step = add(stepOf('lookahead', state), 1);
      const now = greaterEqual(step, period);
      const trees = { params, updates: result.updates, 'state.slow': stateOf('lookahead', state, 'slow') };
      const next = zipLeaves('lookahead', trees, ['updates', 'slow'], (leaf) => {
        const before = leaf['state.slow'];
        const slow = add(before, mul(sub(add(leaf.params, leaf.updates), before), slowStep));
        return { updates: where(now, sub(slow, leaf.params), leaf.updates), slow: where(now, slow, before) };
      });
      return {
        updates: next.updates as P,
        state: { step: choose<Tensor>(now, zeros([], 'int32'), step), slow: next.slow, inner: result.state },
      };
    },
  };
}
