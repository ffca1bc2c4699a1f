import { add, checkOptions, mean, mul, type Tensor } from '@saddlepoint/tensor';
import { finite, requireAlike, requireNumber, requireScalar } from '../internal/checks.js';
import { requireFloats } from '../internal/floats.js';

export interface InfoVaeOptions {
  /** α: how much mutual information of data and latents is wanted. Default 1 (MMD-VAE: no KL). */
  alpha?: number;
  /** λ ≥ 0, weight of the divergence. Default 10. */
  lambda?: number;
}

/**
 * InfoVAE: mean(reconstruction) + (1 − α) mean(KL) + (α + λ − 1) · MMD, one number for the batch.
 *
 * When to use: decoders so strong that the latents go unused.
 *
 * @param reconstruction @param kl [batch] @param discrepancy a scalar: `mmd` of latents and samples of the prior.
 * @throws ShapeError, DTypeError; ArgumentError where α + λ < 1, as the last weight would be negative.
 * Source: Zhao et al. 2017, arXiv:1706.02262.
 */
export function infoVae(reconstruction: Tensor, kl: Tensor, discrepancy: Tensor, options: InfoVaeOptions = {}): Tensor {
  checkOptions('infoVae', options, ['alpha', 'lambda']);
  const { alpha = 1, lambda = 10 } = options;
  requireAlike('infoVae', { reconstruction, kl });
  requireFloats('infoVae', { kl, discrepancy });
  requireScalar('infoVae', 'discrepancy', discrepancy, finite);
  requireNumber('infoVae', 'alpha', alpha, finite);
  requireNumber('infoVae', 'lambda', lambda, {
    text: 'at least 1 − alpha',
    test: (x) => x >= 1 - alpha && Number.isFinite(x),
  });
  const regular = add(mul(mean(kl), 1 - alpha), mul(discrepancy, alpha + lambda - 1));
  return add(mean(reconstruction), regular);
}
