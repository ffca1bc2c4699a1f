import { logSumExp, sub, type Tensor } from '@saddlepoint/tensor';
import { requireRank } from '../internal/checks.js';
import { requireFloats } from '../internal/floats.js';
import { checkLossOptions, finish, type LossOptions } from '../internal/loss.js';

/**
 * Importance-weighted bound: −log (1/k) Σ w over k samples of the posterior, one number a sample of the data.
 *
 * When to use: a tighter bound, for training or to report the likelihood (k in the thousands).
 *
 * @param logWeights log p(x, z) − log q(z | x), [batch, k].
 * @throws ShapeError, DTypeError. Source: Burda et al. 2015, arXiv:1509.00519.
 */
export function iwae(logWeights: Tensor, options: LossOptions = {}): Tensor {
  checkLossOptions('iwae', options);
  requireFloats('iwae', { logWeights });
  requireRank('iwae', 'logWeights', logWeights, 'batch, samples');
  return finish('iwae', sub(Math.log(logWeights.shape[1]!), logSumExp(logWeights, 1)), options);
}
