import {
  ArgumentError,
  argsort,
  checkOptions,
  normal,
  ShapeError,
  showShape,
  split,
  uniform,
} from '@saddlepoint/tensor';
import type { Initializer } from './initializer.js';
import { requirePositive } from './internal/check.js';

export interface SparseOptions {
  /** Part of each column (the weights that leave one input) that is 0, from 0 to 1; rounded up to whole weights. */
  sparsity: number;
  /** Standard deviation of the others, above 0. Default 0.01. */
  std?: number;
}

/**
 * N(0, std²) with ⌈sparsity · out⌉ zeros at random places of every column of a matrix [out, in].
 *
 * @throws ArgumentError for a sparsity outside of 0 … 1 or a std that is not above 0; ShapeError for a shape that is no matrix.
 * Source: Martens, "Deep learning via Hessian-free optimization" (2010); `torch.nn.init.sparse_`.
 */
export function sparse(options: SparseOptions): Initializer {
  checkOptions('sparse', options, ['sparsity', 'std']);
  const { sparsity, std = 0.01 } = options ?? {};
  requirePositive('sparse', 'std', std);
  if (!(sparsity >= 0 && sparsity <= 1)) throw new ArgumentError(`sparse: sparsity ${sparsity} must be from 0 to 1`);
  return (key, shape) => {
    if (shape.length !== 2) throw new ShapeError(`sparse: shape ${showShape(shape)} must be a matrix [out, in]`);
    const [values, places] = split(key);
    // The rank of each weight in a random order of its column.
    const rank = argsort(argsort(uniform(places, shape), 0), 0);
    return normal(values, shape, { std }).mul(rank.greaterEqual(Math.ceil(sparsity * shape[0]!)).cast('float32'));
  };
}
