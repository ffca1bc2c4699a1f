import {
  arange,
  concat,
  equal,
  expandDims,
  logSumExp,
  matmul,
  mul,
  sub,
  sum,
  type Tensor,
  where,
} from '@saddlepoint/tensor';
import { requireAlike, requireRank } from '../internal/checks.js';
import { minusInfinity } from '../internal/infinity.js';
import { checkLossOptions, finish } from '../internal/loss.js';
import { unit } from '../internal/unit.js';
import { type ContrastiveOptions, scaled } from './temperature.js';

/**
 * Normalised temperature-scaled cross-entropy: −log [e^{s(i, j)/τ} / Σ_{k ≠ i} e^{s(i, k)/τ}], s the cosine, j the
 * other view of i, k over all 2 · batch views but i. One loss a view: [2 · batch], the first ones' before the second
 * ones'.
 *
 * When to use: learn representations from two augmentations of each sample (SimCLR); wants large batches. τ 0.5 by
 * default.
 *
 * @param first @param second [batch, features]: row i of both are two views of one sample.
 * @throws ShapeError, DTypeError; ArgumentError for a temperature ≤ 0.
 * Source: Chen et al. 2020, "A Simple Framework for Contrastive Learning", arXiv:2002.05709.
 */
export function ntXent(first: Tensor, second: Tensor, options: ContrastiveOptions = {}): Tensor {
  checkLossOptions('ntXent', options, ['temperature']);
  requireAlike('ntXent', { first, second });
  requireRank('ntXent', 'first', first, 'batch, features');
  const [a, b] = [unit(first), unit(second)];
  const views = concat([a, b], 0);
  const { temperature = 0.5 } = options;
  const similarities = scaled('ntXent', matmul(views, views, { transposeB: true }), temperature);
  const agreement = scaled('ntXent', sum(mul(a, b), 1), temperature);
  const index = arange(views.shape[0]!);
  const self = equal(expandDims(index, 1), expandDims(index, 0));
  const others = logSumExp(where(self, minusInfinity(first.dtype), similarities), 1);
  return finish('ntXent', sub(others, concat([agreement, agreement], 0)), options);
}
