import { square, sub, type Tensor } from '@saddlepoint/tensor';
import { requireAlike } from '../internal/checks.js';
import { checkLossOptions, finish, type LossOptions } from '../internal/loss.js';

/**
 * Mean squared error, (prediction − target)²: regression with Gaussian noise. `torch.nn.functional.mse_loss`.
 *
 * When to use: regression without outliers; `huber` with some, `mae` with many.
 *
 * @param prediction @param target of one shape: they do not broadcast, as that is nearly always a mistake.
 * @throws ShapeError for different shapes; DTypeError for what is not float; ArgumentError for an unknown reduction.
 * Source: Legendre 1805, Gauss 1809 (least squares).
 */
export function mse(prediction: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  checkLossOptions('mse', options);
  requireAlike('mse', { prediction, target });
  return finish('mse', square(sub(prediction, target)), options);
}
