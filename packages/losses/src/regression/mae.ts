import { abs, sub, type Tensor } from '@saddlepoint/tensor';
import { requireAlike } from '../internal/checks.js';
import { checkLossOptions, finish, type LossOptions } from '../internal/loss.js';

/**
 * Mean absolute error, |prediction − target|: the median, not moved by outliers. `torch.nn.functional.l1_loss`.
 *
 * When to use: targets with outliers; its gradient does not shrink near the target (`huber` does).
 *
 * @param prediction @param target of one shape.
 * @throws ShapeError for different shapes; DTypeError for what is not float.
 * Source: Boscovich 1757 (least absolute deviations).
 */
export function mae(prediction: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  checkLossOptions('mae', options);
  requireAlike('mae', { prediction, target });
  return finish('mae', abs(sub(prediction, target)), options);
}
