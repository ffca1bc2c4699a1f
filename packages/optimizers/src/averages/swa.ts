import { add, cast, div, sub, zeros } from '@saddlepoint/tensor';
import { copyOf, requireState, zipTensors } from '../internal/trees.js';
import type { Averaging } from './average.js';

/**
 * Stochastic weight averaging: the plain mean of the parameters of `init` and of every update. PyTorch's
 * `AveragedModel`.
 *
 * Begin late, at a constant or cyclic learning rate, and add parameters once an epoch. Batch normalisation must then be
 * measured again for the averaged weights: {@link refreshStatistics}.
 *
 * Source: Izmailov, Podoprikhin, Garipov, Vetrov, Wilson, "Averaging weights leads to wider optima and better
 * generalization" (2018), arXiv:1803.05407.
 */
export function swa(): Averaging {
  return {
    init: (params) => ({ step: zeros([], 'int32'), average: copyOf('swa: params', params) }),
    update(state, params) {
      requireState('swa', state);
      const step = add(state.step, 1);
      // The first parameters count as well.
      const count = cast(add(step, 1), 'float32');
      const average = zipTensors('swa', state.average, params, (a, p) => add(a, div(sub(p, a), cast(count, p.dtype))), [
        'state.average',
        'params',
      ]);
      return { step, average };
    },
    weights: (state) => state.average,
  };
}
