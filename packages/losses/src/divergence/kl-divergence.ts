import { log, logSoftmax, mul, sub, sum, type Tensor, where } from '@saddlepoint/tensor';
import { nonNegative, requireAlike, requireValues } from '../internal/checks.js';
import { classAxis } from '../internal/labels.js';
import { requireClassLogits } from '../internal/logits.js';
import { checkLossOptions, finish, type LossOptions } from '../internal/loss.js';

export interface DivergenceOptions extends LossOptions {
  /** Where the classes are. Default −1. */
  axis?: number;
}

/**
 * KL(p ‖ softmax(logits)) = Σ p (log p − log softmax(z)), one loss a row. 0 log 0 is 0.
 *
 * As `torch.nn.functional.kl_div`, which takes log softmax(z), summed over the classes: its `batchmean` is our `mean`
 * for [batch, classes]. When to use: soft targets, where 0 should mean a perfect fit; its gradient in z is the
 * cross-entropy's.
 *
 * @param logits @param probabilities of one shape; probabilities ≥ 0.
 * @throws ShapeError, DTypeError; where values are known ArgumentError for negative probabilities, and for logits that
 *   are probabilities.
 * Source: Kullback, Leibler 1951, "On Information and Sufficiency".
 */
export function klDivergence(logits: Tensor, probabilities: Tensor, options: DivergenceOptions = {}): Tensor {
  checkLossOptions('klDivergence', options, ['axis']);
  requireAlike('klDivergence', { logits, probabilities });
  const axis = classAxis('klDivergence', logits, options.axis);
  requireValues('klDivergence', 'probabilities', probabilities, nonNegative);
  requireClassLogits('klDivergence', 'logits', logits, axis);
  const there = probabilities.greater(0);
  const logs = log(where(there, probabilities, 1));
  const losses = sum(mul(probabilities, sub(logs, logSoftmax(logits, axis))), axis);
  return finish('klDivergence', losses, options);
}
