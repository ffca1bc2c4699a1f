import { mul, sub, sum, type Tensor } from '@saddlepoint/tensor';
import { requireAlike, requireRank } from '../internal/checks.js';
import { checkLossOptions, finish, type LossOptions } from '../internal/loss.js';
import { unit } from '../internal/unit.js';

/**
 * 1 − cos of the angle between rows, from 0 to 2. `1 − torch.nn.functional.cosine_similarity`.
 *
 * When to use: directions matter, lengths do not, as between embeddings. A row of zeros has distance 1 and a gradient
 * as large as 1 / 1e-8: keep such rows out.
 *
 * @param prediction @param target [..., features], of one shape: one loss a row.
 * @throws ShapeError for different shapes; DTypeError for what is not float.
 * Source: Salton, Wong, Yang 1975, "A vector space model for automatic indexing".
 */
export function cosineDistance(prediction: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  checkLossOptions('cosineDistance', options);
  requireAlike('cosineDistance', { prediction, target });
  requireRank('cosineDistance', 'prediction', prediction, 'features', false);
  return finish('cosineDistance', sub(1, sum(mul(unit(prediction), unit(target)), -1)), options);
}
