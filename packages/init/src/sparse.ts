import { ArgumentError, argsort, checkOptions, normal, showValue, split, uniform } from '@saddlepoint/tensor';
import type { FanAxes } from './fans.js';
import type { Initializer } from './initializer.js';
import { requirePositive } from './internal/check.js';
import { fromMatrices } from './internal/layout.js';

export interface SparseOptions {
  /** Part of each column (the weights that leave one input) that is 0, from 0 to 1; rounded up to whole weights. */
  sparsity: number;
  /** Standard deviation of the others, above 0. Default 0.01. */
  std?: number;
  /** Which axes are which, for layouts other than [out, in]. */
  axes?: FanAxes;
}

/**
 * N(0, std²) with ⌈sparsity · out⌉ zeros at random places of every column of a matrix [out, in].
 *
 * @param options sparsity, std (default 0.01), axes: with a `batch` axis, a matrix for each of its entries.
 * @throws ArgumentError for a sparsity outside of 0 … 1 or a std that is not above 0; ShapeError for a shape that is no matrix.
 * Source: Martens, "Deep learning via Hessian-free optimization" (2010); `torch.nn.init.sparse_`.
 */
export function sparse(options: SparseOptions): Initializer {
  checkOptions('sparse', options, ['sparsity', 'std', 'axes']);
  const { sparsity, std = 0.01, axes } = options ?? {};
  requirePositive('sparse', 'std', std);
  if (!(typeof sparsity === 'number' && sparsity >= 0 && sparsity <= 1)) {
    throw new ArgumentError(`sparse: sparsity ${showValue(sparsity)} must be from 0 to 1`);
  }
  return (key, shape) =>
    fromMatrices('sparse', shape, axes, 'for a kernel give the axes of a matrix', ({ batch, outputs, inputs }) => {
      const [values, places] = split(key);
      const matrices = [batch, outputs, inputs];
      // The rank of each weight in a random order of its column.
      const rank = argsort(argsort(uniform(places, matrices), 1), 1);
      return normal(values, matrices, { std }).mul(rank.greaterEqual(Math.ceil(sparsity * outputs)).cast('float32'));
    });
}
