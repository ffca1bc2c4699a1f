import {
  arange,
  cast,
  div,
  equal,
  expandDims,
  logicalAnd,
  logicalNot,
  logSumExp,
  matmul,
  maximum,
  sub,
  sum,
  type Tensor,
  where,
} from '@saddlepoint/tensor';
import { requireRank, requireShape } from '../internal/checks.js';
import { requireFloats } from '../internal/floats.js';
import { minusInfinity } from '../internal/infinity.js';
import { requireInt32 } from '../internal/labels.js';
import { checkLossOptions, finish } from '../internal/loss.js';
import { unit } from '../internal/unit.js';
import { type ContrastiveOptions, scaled } from './temperature.js';

/**
 * Supervised contrastive loss L_out: −1/|P(i)| Σ_{p ∈ P(i)} log [e^{s(i, p)/τ} / Σ_{a ≠ i} e^{s(i, a)/τ}], s the cosine
 * and P(i) the others of i's class. One loss a row, 0 for a row that is alone in its class.
 *
 * When to use: representations from labelled data. τ 0.07 by default.
 *
 * @param features [batch, features] @param labels int32 [batch].
 * @throws ShapeError, DTypeError; ArgumentError for a temperature ≤ 0.
 * Source: Khosla et al. 2020, "Supervised Contrastive Learning", arXiv:2004.11362 (as its code without the factor τ /
 * τ₀).
 */
export function supCon(features: Tensor, labels: Tensor, options: ContrastiveOptions = {}): Tensor {
  checkLossOptions('supCon', options, ['temperature']);
  const { temperature = 0.07 } = options;
  requireFloats('supCon', { features });
  requireRank('supCon', 'features', features, 'batch, features');
  requireInt32('supCon', 'labels', labels);
  requireShape('supCon', 'labels', labels, features.shape.slice(0, 1));
  const x = unit(features);
  const similarities = scaled('supCon', matmul(x, x, { transposeB: true }), temperature);
  const index = arange(features.shape[0]!);
  const self = equal(expandDims(index, 1), expandDims(index, 0));
  const friends = logicalAnd(equal(expandDims(labels, 1), expandDims(labels, 0)), logicalNot(self));
  const others = logSumExp(where(self, minusInfinity(features.dtype), similarities), 1, { keepDims: true });
  const count = maximum(sum(cast(friends, features.dtype), 1), 1);
  const losses = div(sum(where(friends, sub(others, similarities), 0), 1), count);
  return finish('supCon', losses, options);
}
