import { add, mul, type Tensor } from '@saddlepoint/tensor';
import { nonNegative, requireAlike, requireScalar } from '../internal/checks.js';
import { checkLossOptions, finish, type LossOptions } from '../internal/loss.js';

export interface ElboOptions extends LossOptions {
  /** β ≥ 0; a scalar tensor may follow a schedule. Default 1, the bound itself; above 1 a β-VAE. */
  beta?: number | Tensor;
}

/**
 * Negative evidence lower bound: reconstruction + β · KL, both summed over a sample's dimensions and one number a
 * sample.
 *
 * When to use: VAEs. β < 1 for sharp samples, β > 1 for disentangled latents.
 *
 * @param reconstruction as of `gaussianReconstruction(…, { reduction: 'none' })` @param kl as of `gaussianKl`, [batch].
 * @throws ShapeError, DTypeError; ArgumentError for a negative beta.
 * Source: Kingma, Welling 2013, arXiv:1312.6114; Higgins et al. 2017, "beta-VAE".
 */
export function elbo(reconstruction: Tensor, kl: Tensor, options: ElboOptions = {}): Tensor {
  checkLossOptions('elbo', options, ['beta']);
  const { beta = 1 } = options;
  requireAlike('elbo', { reconstruction, kl });
  requireScalar('elbo', 'beta', beta, nonNegative);
  return finish('elbo', add(reconstruction, mul(kl, beta)), options);
}
