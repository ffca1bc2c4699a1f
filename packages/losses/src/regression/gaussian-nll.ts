import { add, exp, mul, neg, square, sub, type Tensor } from '@saddlepoint/tensor';
import { requireAlike, requireFlags } from '../internal/checks.js';
import { checkLossOptions, finish, type LossOptions } from '../internal/loss.js';

export interface GaussianNllOptions extends LossOptions {
  /** Adds ½ ln 2π. Default false. */
  full?: boolean;
}

/**
 * −log N(target; mean, e^logVariance) = ½ [log σ² + (target − mean)² / σ²]. `torch.nn.functional.gaussian_nll_loss`,
 * which takes the variance itself and clamps it; the logarithm needs no clamp.
 *
 * When to use: the noise differs from place to place and is to be predicted too. The likelihood itself overflows where
 * logVariance is below −88 and the mean is wrong.
 *
 * @param mean @param target @param logVariance of one shape.
 * @throws ShapeError for different shapes; DTypeError for what is not float.
 * Source: Nix, Weigend 1994, "Estimating the mean and variance of the target probability distribution".
 */
export function gaussianNll(
  mean: Tensor,
  target: Tensor,
  logVariance: Tensor,
  options: GaussianNllOptions = {},
): Tensor {
  checkLossOptions('gaussianNll', options, ['full']);
  const { full = false } = options;
  requireFlags('gaussianNll', { full });
  requireAlike('gaussianNll', { mean, target, logVariance });
  return finish('gaussianNll', gaussianNllOf(mean, target, logVariance, full), options);
}

/** The single losses. */
export function gaussianNllOf(mean: Tensor, target: Tensor, logVariance: Tensor, full: boolean): Tensor {
  const scaled = mul(square(sub(target, mean)), exp(neg(logVariance)));
  const losses = mul(add(logVariance, scaled), 0.5);
  return full ? add(losses, 0.5 * Math.log(2 * Math.PI)) : losses;
}
