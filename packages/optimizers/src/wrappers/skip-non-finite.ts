import { add, checkOptions, greater, logicalOr, where, zeros } from '@saddlepoint/tensor';
import { requireCount, requireTransform } from '../internal/check.js';
import { allFinite, choose, chooseOrZeros } from '../internal/choose.js';
import { countOf, stateOf } from '../internal/trees.js';
import type { Extras, OptimizerState, Transform, Update } from '../transform.js';

export interface SkipNonFiniteOptions {
  /** After this many steps in a row were skipped, the next is made whatever its gradients are. Default no limit. */
  maxConsecutive?: number;
}

/**
 * `inner`, except where a gradient is NaN or infinite: then the updates are 0 and its state stays. Optax's
 * `apply_if_finite`.
 *
 * State: `skipped` (steps skipped in a row), `total` (skipped in all), `inner`. A training that skips now and then is
 * fine; watch `total`.
 *
 * @throws ArgumentError for a limit that is not a whole number from 0 up.
 */
export function skipNonFinite(inner: Transform, options: SkipNonFiniteOptions = {}): Transform {
  checkOptions('skipNonFinite', options, ['maxConsecutive']);
  requireTransform('skipNonFinite', 'inner', inner);
  const { maxConsecutive } = options;
  if (maxConsecutive !== undefined) requireCount('skipNonFinite', 'maxConsecutive', maxConsecutive);
  return {
    name: 'skipNonFinite',
    init: (params) => ({ skipped: zeros([], 'int32'), total: zeros([], 'int32'), inner: inner.init(params) }),
    update<P>(grads: P, state: OptimizerState, params: P, extras?: Extras): Update<P> {
      const before = stateOf('skipNonFinite', state, 'inner') as OptimizerState;
      const result = inner.update(grads, before, params, extras);
      const finite = allFinite('skipNonFinite', grads);
      const skipped = where(finite, 0, add(countOf('skipNonFinite', state, 'skipped'), 1));
      const apply = maxConsecutive === undefined ? finite : logicalOr(finite, greater(skipped, maxConsecutive));
      return {
        updates: chooseOrZeros(apply, result.updates),
        state: {
          skipped,
          total: add(countOf('skipNonFinite', state, 'total'), where(finite, zeros([], 'int32'), 1)),
          inner: choose(apply, result.state, before),
        },
      };
    },
  };
}
