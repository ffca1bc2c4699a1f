import { add, logSumExp, matmul, mul, sub, sum, type Tensor } from '@saddlepoint/tensor';
import { requireAlike, requireRank } from '../internal/checks.js';
import { checkLossOptions, finish } from '../internal/loss.js';
import { unit } from '../internal/unit.js';
import { type ContrastiveOptions, scaled } from './temperature.js';

/**
 * Symmetric InfoNCE: the mean of image → text and text → image cross-entropies over cosines / τ. One loss a pair.
 *
 * When to use: align two encoders on pairs; pass 1 / exp(logScale) as the temperature to learn it. τ 0.07 by default.
 *
 * @param images @param texts [batch, features]: row i of both belong together.
 * @throws ShapeError, DTypeError; ArgumentError for a temperature ≤ 0.
 * Source: Radford et al. 2021, "Learning Transferable Visual Models From Natural Language Supervision",
 * arXiv:2103.00020.
 */
export function clipLoss(images: Tensor, texts: Tensor, options: ContrastiveOptions = {}): Tensor {
  checkLossOptions('clipLoss', options, ['temperature']);
  const { temperature = 0.07 } = options;
  requireAlike('clipLoss', { images, texts });
  requireRank('clipLoss', 'images', images, 'batch, features');
  const [x, y] = [unit(images), unit(texts)];
  const similarities = scaled('clipLoss', matmul(x, y, { transposeB: true }), temperature);
  const right = scaled('clipLoss', sum(mul(x, y), 1), temperature);
  const both = mul(add(logSumExp(similarities, 1), logSumExp(similarities, 0)), 0.5);
  return finish('clipLoss', sub(both, right), options);
}
