import { add, exp, mul, neg, square, sub, type Tensor } from '@saddlepoint/tensor';
import { requireAlike } from '../internal/checks.js';
import { checkLossOptions, finish, type LossOptions } from '../internal/loss.js';
import { gaussianNllOf } from '../regression/gaussian-nll.js';
import { perSample } from './likelihoods.js';

/**
 * KL(N(μ, σ²) ‖ N(0, 1)) = ½ Σ (μ² + σ² − log σ² − 1), summed over latents: one number a sample.
 *
 * When to use: every VAE with a Gaussian posterior; `monteCarloKl` for priors without a closed form.
 *
 * @param mean @param logVariance [batch, ...] of one shape.
 * @throws ShapeError, DTypeError. Source: Kingma, Welling 2013, arXiv:1312.6114.
 */
export function gaussianKl(mean: Tensor, logVariance: Tensor, options: LossOptions = {}): Tensor {
  checkLossOptions('gaussianKl', options);
  requireAlike('gaussianKl', { mean, logVariance });
  return finish('gaussianKl', perSample(termsOf(mean, logVariance)), options);
}

/**
 * Each latent's part of {@link gaussianKl}, in the shape of the mean: sum them over groups for `freeBits`.
 *
 * When to use: for free bits, or to see which latents are in use.
 *
 * @param mean @param logVariance of one shape.
 * @throws ShapeError, DTypeError. Source: Kingma, Welling 2013, arXiv:1312.6114, appendix B.
 */
export function gaussianKlTerms(mean: Tensor, logVariance: Tensor): Tensor {
  requireAlike('gaussianKlTerms', { mean, logVariance });
  return termsOf(mean, logVariance);
}

function termsOf(mean: Tensor, logVariance: Tensor): Tensor {
  return mul(sub(add(square(mean), exp(logVariance)), add(logVariance, 1)), 0.5);
}

/**
 * The same from one sample, log q(z) − log p(z) at z = μ + σ ε: unbiased, and negative by chance.
 *
 * When to use: to compare with posteriors or priors that have no closed form; for these two the closed form has less
 * noise.
 *
 * @param latents z @param mean @param logVariance [batch, ...] of one shape.
 * @throws ShapeError, DTypeError. Source: Kingma, Welling 2013, arXiv:1312.6114 (the KL's part of estimator A).
 */
export function monteCarloKl(latents: Tensor, mean: Tensor, logVariance: Tensor, options: LossOptions = {}): Tensor {
  checkLossOptions('monteCarloKl', options);
  requireAlike('monteCarloKl', { latents, mean, logVariance });
  const posterior = neg(gaussianNllOf(mean, latents, logVariance, false));
  return finish('monteCarloKl', perSample(add(posterior, mul(square(latents), 0.5))), options);
}
