import { concat, logSumExp, matmul, mul, sub, sum, type Tensor } from '@saddlepoint/tensor';
import { requireAlike, requireRank, requireSameFeatures } from '../internal/checks.js';
import { requireFloats } from '../internal/floats.js';
import { checkLossOptions, finish } from '../internal/loss.js';
import { unit } from '../internal/unit.js';
import { type ContrastiveOptions, scaled } from './temperature.js';

export interface InfoNceOptions extends ContrastiveOptions {
  /** More wrong answers for every query, [count, features], such as a queue of past keys. Default none. */
  negatives?: Tensor;
}

/**
 * −log [e^{s(q_i, k_i)/τ} / Σ_j e^{s(q_i, k_j)/τ}], s the cosine: which key belongs to the query? One loss a query.
 *
 * When to use: pairs of different kinds in one direction (MoCo, retrieval). For both directions see `clipLoss`. τ 0.07 by
 * default.
 *
 * @param queries @param keys [batch, features]: row i of both belong together.
 * @throws ShapeError, DTypeError; ArgumentError for a temperature ≤ 0.
 * Source: van den Oord et al. 2018, arXiv:1807.03748; He et al. 2020, arXiv:1911.05722.
 */
export function infoNce(queries: Tensor, keys: Tensor, options: InfoNceOptions = {}): Tensor {
  checkLossOptions('infoNce', options, ['temperature', 'negatives']);
  const { temperature = 0.07, negatives } = options;
  requireAlike('infoNce', { queries, keys });
  requireRank('infoNce', 'queries', queries, 'batch, features');
  if (negatives !== undefined) {
    requireFloats('infoNce', { queries, negatives });
    requireRank('infoNce', 'negatives', negatives, 'count, features');
    requireSameFeatures('infoNce', { queries, negatives });
  }
  const [q, k] = [unit(queries), unit(keys)];
  const all = negatives !== undefined ? concat([k, unit(negatives)], 0) : k;
  const similarities = scaled('infoNce', matmul(q, all, { transposeB: true }), temperature);
  return finish('infoNce', sub(logSumExp(similarities, 1), scaled('infoNce', sum(mul(q, k), 1), temperature)), options);
}
