import { abs, add, exp, expm1, less, log, mul, neg, softplus, sub, sum, type Tensor, where } from '@saddlepoint/tensor';
import { fraction, requireAlike, requireNumber, requireValues } from '../internal/checks.js';
import { requireLogits } from '../internal/logits.js';
import { checkLossOptions, finish, type LossOptions } from '../internal/loss.js';
import { gaussianNllOf } from '../regression/gaussian-nll.js';

/**
 * Reconstruction losses of autoencoders: −log p(x | z), summed over everything but the batch, so that one number a
 * sample is left and β in `elbo` means what it does in the papers. (Means over pixels would multiply β by their
 * number.)
 */

/** Adds up all axes but the first. */
export function perSample(x: Tensor): Tensor {
  return x.rank < 2 ? x : sum(x, x.shape.map((_, i) => i).slice(1));
}

/**
 * Gaussian: ½ Σ [log 2π + log σ² + (x − μ)² / σ²]. With a constant log σ² of 0 it is half the squared error plus a
 * constant.
 *
 * When to use: continuous data; let the decoder learn one log σ² for all pixels (σ-VAE) rather than choose β.
 *
 * @param x @param mean @param logVariance [batch, ...] of one shape.
 * @throws ShapeError, DTypeError. Source: Kingma, Welling 2013, arXiv:1312.6114.
 */
export function gaussianReconstruction(
  x: Tensor,
  mean: Tensor,
  logVariance: Tensor,
  options: LossOptions = {},
): Tensor {
  checkLossOptions('gaussianReconstruction', options);
  requireAlike('gaussianReconstruction', { x, mean, logVariance });
  return finish('gaussianReconstruction', perSample(gaussianNllOf(mean, x, logVariance, true)), options);
}

/**
 * Bernoulli: Σ [softplus(z) − x z] for logits z.
 *
 * When to use: data that are 0 or 1. Greys in between are allowed, and then it is no likelihood (Loaiza-Ganem,
 * Cunningham 2019).
 *
 * @param x from 0 to 1 @param logits [batch, ...] of one shape.
 * @throws ShapeError, DTypeError; ArgumentError for logits that are the result of a sigmoid or softmax, and for data
 *   outside 0 … 1 where they are known.
 * Source: Kingma, Welling 2013, arXiv:1312.6114, appendix C.1.
 */
export function bernoulliReconstruction(x: Tensor, logits: Tensor, options: LossOptions = {}): Tensor {
  checkLossOptions('bernoulliReconstruction', options);
  requireAlike('bernoulliReconstruction', { x, logits });
  requireLogits('bernoulliReconstruction', 'logits', logits);
  requireValues('bernoulliReconstruction', 'x', x, fraction);
  return finish('bernoulliReconstruction', perSample(sub(softplus(logits), mul(x, logits))), options);
}

/**
 * Laplace: Σ [ln 2 + log b + |x − μ| / b].
 *
 * When to use: sharper images than the Gaussian's.
 *
 * @param x @param location μ @param logScale log b, [batch, ...] of one shape.
 * @throws ShapeError, DTypeError.
 * Source: Laplace 1774; for images Zhao et al. 2015, "Loss functions for image restoration with neural networks",
 * arXiv:1511.08861 (its L1).
 */
export function laplaceReconstruction(
  x: Tensor,
  location: Tensor,
  logScale: Tensor,
  options: LossOptions = {},
): Tensor {
  checkLossOptions('laplaceReconstruction', options);
  requireAlike('laplaceReconstruction', { x, location, logScale });
  const scaled = mul(abs(sub(x, location)), exp(neg(logScale)));
  return finish('laplaceReconstruction', perSample(add(add(logScale, scaled), Math.LN2)), options);
}

export interface DiscretizedLogisticOptions extends LossOptions {
  /** Number of values from −1 to 1, above 1. Default 256. */
  levels?: number;
}

/**
 * Discretised logistic: −Σ log [σ((x + h − μ) / s) − σ((x − h − μ) / s)], h half a step between levels; the outermost
 * levels reach to infinity.
 *
 * When to use: 8-bit images scaled to −1 … 1; the loss over (pixels · ln 2) is in bits per dimension. Written as
 * softplus terms and log(1 − e^−2h/s): exact in the tails, where a difference of sigmoids is 0.
 *
 * @param x levels from −1 to 1 @param mean @param logScale log s, [batch, ...] of one shape.
 * @throws ShapeError, DTypeError; ArgumentError for data outside −1 … 1 where they are known.
 * Source: Salimans et al. 2017, "PixelCNN++", arXiv:1701.05517 (one component).
 */
export function discretizedLogisticReconstruction(
  x: Tensor,
  mean: Tensor,
  logScale: Tensor,
  options: DiscretizedLogisticOptions = {},
): Tensor {
  const owner = 'discretizedLogisticReconstruction';
  checkLossOptions(owner, options, ['levels']);
  const { levels = 256, ...rest } = options;
  requireAlike(owner, { x, mean, logScale });
  requireNumber(owner, 'levels', levels, { text: 'a whole number above 1', test: (n) => Number.isInteger(n) && n > 1 });
  requireValues(owner, 'x', x, { text: 'from −1 to 1', test: (v) => v >= -1 && v <= 1 });
  const half = 1 / (levels - 1);
  const inverse = exp(neg(logScale));
  const centred = sub(x, mean);
  const [upper, lower] = [mul(add(centred, half), inverse), mul(sub(centred, half), inverse)];
  // −log(σ(b) − σ(a)) = softplus(−b) + softplus(a) − log(1 − e^{a − b}).
  const width = log(neg(expm1(mul(inverse, -2 * half))));
  const inner = sub(add(softplus(neg(upper)), softplus(lower)), width);
  const [lowest, highest] = [less(x, -1 + half), less(1 - half, x)];
  const losses = where(lowest, softplus(neg(upper)), where(highest, softplus(lower), inner));
  return finish(owner, perSample(losses), rest);
}
