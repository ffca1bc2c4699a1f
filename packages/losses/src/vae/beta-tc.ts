import { add, expandDims, logSumExp, mul, neg, sub, sum, type Tensor } from '@saddlepoint/tensor';
import { nonNegative, positive, requireAlike, requireNumber, requireParts, requireRank } from '../internal/checks.js';
import { checkLossOptions, finish, type LossOptions } from '../internal/loss.js';
import { gaussianNllOf } from '../regression/gaussian-nll.js';

export interface BetaTcOptions extends LossOptions {
  /** Number of samples in the data set, > 0. */
  datasetSize: number;
  /** Weight ≥ 0 of the index-code mutual information. Default 1. */
  alpha?: number;
  /** Weight ≥ 0 of the total correlation. Default 6. */
  beta?: number;
  /** Weight ≥ 0 of the dimensions' own KL. Default 1. */
  gamma?: number;
}

/**
 * The KL of a β-TC-VAE, to be added to the reconstruction, one number a sample: α [log q(z|x) − log q(z)] + β [log q(z)
 * − Σ log q(z_j)] + γ [Σ log q(z_j) − log p(z)], q(z) estimated from the batch by minibatch-weighted sampling.
 *
 * When to use: disentangled latents with less blur than β-VAE. The estimate is biased for small batches.
 *
 * @param latents samples z @param mean @param logVariance [batch, latents], of one shape.
 * @throws ShapeError, DTypeError; ArgumentError for options out of range.
 * Source: Chen et al. 2018, arXiv:1802.04942.
 */
export function betaTc(latents: Tensor, mean: Tensor, logVariance: Tensor, options: BetaTcOptions): Tensor {
  requireParts('betaTc', options, 'datasetSize');
  checkLossOptions('betaTc', options, ['datasetSize', 'alpha', 'beta', 'gamma']);
  const { datasetSize, alpha = 1, beta = 6, gamma = 1, ...rest } = options;
  requireAlike('betaTc', { latents, mean, logVariance });
  requireRank('betaTc', 'latents', latents, 'batch, latents');
  requireNumber('betaTc', 'datasetSize', datasetSize, positive);
  for (const [name, weight] of Object.entries({ alpha, beta, gamma }))
    requireNumber('betaTc', name, weight, nonNegative);
  const logPosterior = neg(sum(gaussianNllOf(mean, latents, logVariance, true), 1));
  const zero = mul(latents, 0);
  const logPrior = neg(sum(gaussianNllOf(zero, latents, zero, true), 1));
  // Every latent under every sample's posterior: [batch, batch, latents].
  const [m, v] = [expandDims(mean, 0), expandDims(logVariance, 0)];
  const pairs = neg(gaussianNllOf(m, expandDims(latents, 1), v, true));
  const weight = Math.log(latents.shape[0]! * datasetSize);
  const logMarginal = sub(logSumExp(sum(pairs, 2), 1), weight);
  const logProduct = sum(sub(logSumExp(pairs, 1), weight), 1);
  const information = mul(sub(logPosterior, logMarginal), alpha);
  const correlation = mul(sub(logMarginal, logProduct), beta);
  return finish('betaTc', add(add(information, correlation), mul(sub(logProduct, logPrior), gamma)), rest);
}
