import {
  ArgumentError,
  abs,
  cast,
  checkOptions,
  lessEqual,
  max,
  mean,
  ShapeError,
  showShape,
  type Tensor,
  tree,
} from '@saddlepoint/tensor';
import { nonNegative, requireFloat, requireNumber } from '../internal/check.js';

export interface DeadUnitsOptions {
  /** The largest absolute activation of a unit that counts as dead, from 0 up. Default 0. */
  threshold?: number;
}

/**
 * The share of units that are 0 for every sample (and at every place): float32 scalars in the structure of
 * `activations`, or one for a single tensor.
 *
 * When to use: on what relus give for a large batch. Dead relus get no gradient and never come back: lower the learning
 * rate, or use leaky ones.
 *
 * @param activations a tree of [batch, units, ...]: what the activation functions give.
 * @throws ShapeError for fewer than two axes, or none of a batch; DTypeError; ArgumentError for a threshold below 0, or an
 *   empty tree.
 * Source: Lu et al., "Dying ReLU and initialization" (2019), arXiv:1903.06733.
 */
export function deadUnits<T>(activations: T, options: DeadUnitsOptions = {}): T {
  const owner = 'deadUnits';
  checkOptions(owner, options, ['threshold']);
  const { threshold = 0 } = options;
  requireNumber(owner, 'threshold', threshold, nonNegative);
  const share = (x: unknown, path: string): Tensor => {
    const name = path === '' ? 'activations' : `activations '${path}'`;
    requireFloat(owner, name, x);
    if (x.rank < 2 || x.size === 0) {
      throw new ShapeError(`${owner}: ${name} ${showShape(x.shape)} must be [batch, units, ...], not empty`);
    }
    const others = x.shape.map((_, axis) => axis).filter((axis) => axis !== 1);
    return mean(cast(lessEqual(max(abs(x), others), threshold), 'float32'));
  };
  if (tree.leaves(activations).length === 0) throw new ArgumentError(`${owner}: there are no activations`);
  return tree.map(activations, share) as T;
}
