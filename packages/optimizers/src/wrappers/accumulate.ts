import { add, cast, div, greaterEqual, sub, zeros } from '@saddlepoint/tensor';
import { requireOptions, requirePositiveCount, requireTransform } from '../internal/check.js';
import { choose, chooseOrZeros } from '../internal/choose.js';
import { stateOf, stepOf, zerosOf, zipTensors } from '../internal/trees.js';
import type { Extras, OptimizerState, Transform, Update } from '../transform.js';

export interface AccumulateOptions {
  /** Calls that make one update, at least 1. */
  steps: number;
}

/**
 * Gradient accumulation: `inner` sees the mean gradient of every k calls, and the updates in between are 0. Optax's
 * `MultiSteps`: for a mean loss and equal batches the same as one batch k times as large.
 *
 * A schedule counts updates, not calls: pass `schedule(Math.floor(call / k))`. State: `step` (calls since the last
 * update), `mean`, `inner`.
 *
 * @throws ArgumentError for fewer than one step.
 */
export function accumulate(inner: Transform, options: AccumulateOptions): Transform {
  requireOptions('accumulate', options, ['steps']);
  requireTransform('accumulate', 'inner', inner);
  const steps = requirePositiveCount('accumulate', 'steps', options.steps);
  return {
    name: 'accumulate',
    init: (params) => ({
      step: zeros([], 'int32'),
      mean: zerosOf('accumulate: params', params),
      inner: inner.init(params),
    }),
    update<P>(grads: P, state: OptimizerState, params: P, extras?: Extras): Update<P> {
      const step = add(stepOf('accumulate', state), 1);
      const before = stateOf('accumulate', state, 'mean');
      const mean = zipTensors('accumulate', before, grads, (m, g) => add(m, div(sub(g, m), cast(step, g.dtype))), [
        'state.mean',
        'gradients',
      ]);
      const innerState = stateOf('accumulate', state, 'inner') as OptimizerState;
      const result = inner.update(mean as P, innerState, params, extras);
      const now = greaterEqual(step, steps);
      return {
        updates: chooseOrZeros(now, result.updates),
        state: {
          step: choose(now, zeros([], 'int32'), step),
          mean: choose(now, zerosOf('accumulate', mean), mean as OptimizerState),
          inner: choose(now, result.state, innerState),
        },
      };
    },
  };
}
