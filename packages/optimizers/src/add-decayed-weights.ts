import { ArgumentError, add, checkOptions, mul, type Tensor, tree } from '@saddlepoint/tensor';
import { requireNonNegative } from './internal/check.js';
import { showPaths, zipTensors } from './internal/trees.js';
import type { Transform } from './transform.js';

export interface AddDecayedWeightsOptions {
  /** λ, from 0 up. */
  weightDecay: number;
  /** Which parameters decay, such as `(x) => x.rank > 1` or `(_, path) => path.endsWith('weight')`. Default all. */
  mask?: (param: Tensor, path: string) => boolean;
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
  checkOptions('addDecayedWeights', options, ['weightDecay', 'mask']);
  const decay = requireNonNegative('addDecayedWeights', 'weightDecay', options.weightDecay);
  const { mask } = options;
  const requireMatch = (params: unknown): void => {
    if (!mask || tree.flatten(params).some(({ leaf, path }) => mask(leaf as Tensor, path))) return;
    throw new ArgumentError(`addDecayedWeights: the mask matches none of the parameters: ${showPaths(params)}`);
  };
  return {
    name: 'weightDecay',
    init(params) {
      requireMatch(params);
      return {};
    },
    update(grads, _state, params) {
      requireMatch(params);
      const updates = zipTensors('addDecayedWeights: gradients and params', grads, params, (g, p, path) =>
        mask && !mask(p, path) ? g : add(g, mul(p, decay)),
      );
      return { updates, state: {} };
    },
  };
}
