import { mul, softplus, sub, type Tensor } from '@saddlepoint/tensor';
import { requireAlike } from '../internal/checks.js';
import { checkLossOptions, finish, type LossOptions } from '../internal/loss.js';

/**
 * log cosh e = softplus(2 e) − e − ln 2, e = prediction − target: about ½ e² near 0, |e| − ln 2 far away.
 *
 * When to use: like `huber`, but smooth in every derivative and without a number to choose. `optax.losses.log_cosh`.
 *
 * @param prediction @param target of one shape.
 * @throws ShapeError for different shapes; DTypeError for what is not float.
 * Source: Green 1990, "Bayesian reconstructions from emission tomography data using a modified EM algorithm"; as a loss
 * of networks Saleh, Saleh 2022, arXiv:2208.04564.
 */
export function logCosh(prediction: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  checkLossOptions('logCosh', options);
  requireAlike('logCosh', { prediction, target });
  const e = sub(prediction, target);
  return finish('logCosh', sub(sub(softplus(mul(e, 2)), e), Math.LN2), options);
}
