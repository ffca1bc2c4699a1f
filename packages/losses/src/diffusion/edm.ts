import { add, checkOptions, div, log, mul, rsqrt, square, sub, type Tensor } from '@saddlepoint/tensor';
import { positive, requireAlike, requireNumber, requireValues } from '../internal/checks.js';
import { requireFloats } from '../internal/floats.js';
import { checkLossOptions, finish, type LossOptions } from '../internal/loss.js';
import { meanPerSample, perSampleFactor } from './targets.js';

export interface EdmOptions {
  /** Standard deviation of the data, > 0. Default 0.5. */
  sigmaData?: number;
}

/**
 * The factors of EDM's denoiser D(x; σ) = c_skip x + c_out F(c_in x; c_noise): c_skip = d² / (σ² + d²), c_out = σ d /
 * √(σ² + d²), c_in = 1 / √(σ² + d²), c_noise = ¼ ln σ, d the data's standard deviation.
 *
 * When to use: any new diffusion model on continuous noise levels.
 *
 * @param sigma noise levels [batch], > 0.
 * @throws DTypeError; ArgumentError for sigmaData ≤ 0, and for noise levels known not to be positive.
 * Source: Karras et al. 2022, arXiv:2206.00364, table 1.
 */
export function edmPreconditioning(sigma: Tensor, options: EdmOptions = {}) {
  checkOptions('edmPreconditioning', options, ['sigmaData']);
  const { sigmaData = 0.5 } = options;
  requireFloats('edmPreconditioning', { sigma });
  requireNumber('edmPreconditioning', 'sigmaData', sigmaData, positive);
  requireValues('edmPreconditioning', 'sigma', sigma, positive);
  const inverse = rsqrt(add(square(sigma), sigmaData ** 2));
  return {
    cSkip: mul(square(inverse), sigmaData ** 2),
    cOut: mul(mul(sigma, sigmaData), inverse),
    cIn: inverse,
    cNoise: mul(log(sigma), 0.25),
  };
}

export interface EdmLossOptions extends LossOptions, EdmOptions {}

/**
 * (σ² + d²) / (σ d)² · mean over values of (denoised − x₀)², one number a sample: every noise level starts at loss 1.
 * Draw σ as e^(−1.2 + 1.2 n).
 *
 * When to use: diffusion with the preconditioned network of {@link edmPreconditioning}, for any sampler of σ.
 *
 * @param denoised @param x0 [batch, ...] of one shape @param sigma [batch], > 0.
 * @throws as {@link edmPreconditioning}, and ShapeError. Source: Karras et al. 2022, arXiv:2206.00364.
 */
export function edmLoss(denoised: Tensor, x0: Tensor, sigma: Tensor, options: EdmLossOptions = {}): Tensor {
  checkLossOptions('edmLoss', options, ['sigmaData']);
  const { sigmaData = 0.5, ...rest } = options;
  requireAlike('edmLoss', { denoised, x0 });
  requireFloats('edmLoss', { denoised, sigma });
  perSampleFactor('edmLoss', 'sigma', sigma, x0);
  requireNumber('edmLoss', 'sigmaData', sigmaData, positive);
  requireValues('edmLoss', 'sigma', sigma, positive);
  const weight = div(add(square(sigma), sigmaData ** 2), square(mul(sigma, sigmaData)));
  return finish('edmLoss', mul(meanPerSample(square(sub(denoised, x0))), weight), rest);
}
