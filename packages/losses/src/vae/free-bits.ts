import { checkOptions, maximum, mean, sum, type Tensor } from '@saddlepoint/tensor';
import { nonNegative, requireNumber, requireRank } from '../internal/checks.js';
import { requireFloats } from '../internal/floats.js';

/**
 * Free bits: Σ over groups of max(λ, mean over the batch of KL), one number for the batch: groups may cost λ nats
 * without a gradient.
 *
 * When to use: latents that collapse onto the prior.
 *
 * @param kl [batch, groups], each group's KL @param lambda λ ≥ 0 in nats, for each group.
 * @throws ShapeError, DTypeError; ArgumentError for a negative lambda.
 * Source: Kingma et al. 2016, arXiv:1606.04934.
 */
export function freeBits(kl: Tensor, lambda: number, options: object = {}): Tensor {
  checkOptions('freeBits', options, []);
  requireFloats('freeBits', { kl });
  requireRank('freeBits', 'kl', kl, 'batch, groups');
  requireNumber('freeBits', 'lambda', lambda, nonNegative);
  return sum(maximum(mean(kl, 0), lambda));
}
