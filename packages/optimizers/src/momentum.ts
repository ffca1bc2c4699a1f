import { ArgumentError, add, cast, checkOptions, greater, mul, sub, type Tensor, zeros } from '@saddlepoint/tensor';
import { requireDecay, requireNonNegative } from './internal/check.js';
import { rateFor } from './internal/learning-rate.js';
import { momentumOf } from './internal/momentum.js';
import { stateOf, stepOf, zerosOf, zipTensors } from './internal/trees.js';
import type { Extras, OptimizerState, Transform, Update } from './transform.js';

export interface MomentumOptions {
  /** μ, from 0 to below 1. Default 0.9. */
  momentum?: number;
  /** τ: how much of a gradient does not enter the buffer, except for the first one. Default 0. */
  dampening?: number;
  /** Look ahead by one step: update = g + μb. Needs a dampening of 0. Default false. */
  nesterov?: boolean;
}

/**
 * Gradients with momentum: b₁ = g₁, then b = μb + (1 − τ)g; the update is b, or g + μb with Nesterov.
 *
 * PyTorch's form (Optax's `trace` is this without dampening): the learning rate comes after the buffer, unlike
 * Sutskever's and Keras's, which differ once the rate changes: put {@link scaleByLearningRate} before this link of a chain
 * for theirs. `extras.momentum` replaces μ for one step. State: `trace` (b), and with dampening `step`.
 *
 * @throws ArgumentError for momentum outside [0, 1), negative dampening, or Nesterov with dampening.
 * Source: Sutskever, Martens, Dahl, Hinton, "On the importance of initialization and momentum" (2013);
 * `torch.optim.SGD`.
 */
export function momentum(options: MomentumOptions = {}): Transform {
  checkOptions('momentum', options, ['momentum', 'dampening', 'nesterov']);
  const { nesterov = false } = options;
  const decay = requireDecay('momentum', 'momentum', options.momentum ?? 0.9);
  const dampening = requireNonNegative('momentum', 'dampening', options.dampening ?? 0);
  if (nesterov && dampening !== 0) {
    throw new ArgumentError(`momentum: nesterov needs a dampening of 0, got ${dampening}`);
  }
  return {
    name: 'momentum',
    init(params): OptimizerState {
      const trace = zerosOf('momentum: params', params);
      return dampening === 0 ? { trace } : { step: zeros([], 'int32'), trace };
    },
    update<P>(grads: P, state: OptimizerState, _params: P, extras?: Extras): Update<P> {
      const factor = momentumOf('momentum', extras, decay);
      const step = dampening === 0 ? undefined : stepOf('momentum', state);
      const part = step && partOf(step, dampening);
      const before = stateOf('momentum', state, 'trace');
      const trace = zipTensors(
        'momentum',
        before,
        grads,
        (b, g) => add(mul(b, rateFor(b, factor)), part ? mul(g, cast(part, g.dtype)) : g),
        ['state.trace', 'gradients'],
      );
      const updates = nesterov
        ? zipTensors('momentum', trace, grads, (b, g) => add(g, mul(b, rateFor(b, factor))))
        : trace;
      return { updates: updates as P, state: step ? { step: add(step, 1), trace } : { trace } };
    },
  };
}

/** 1 − τ; 1 for the first gradient. */
function partOf(step: Tensor, dampening: number): Tensor {
  return sub(1, mul(cast(greater(step, 0), 'float32'), dampening));
}
