import { add, exp, logSoftmax, logSumExp, mul, stack, sub, sum, type Tensor } from '@saddlepoint/tensor';
import { requireAlike } from '../internal/checks.js';
import { classAxis } from '../internal/labels.js';
import { requireClassLogits } from '../internal/logits.js';
import { checkLossOptions, finish } from '../internal/loss.js';
import type { DivergenceOptions } from './kl-divergence.js';

/**
 * Jensen-Shannon divergence ½ KL(p ‖ m) + ½ KL(q ‖ m), m = ½ (p + q), p = softmax(first), q = softmax(second): one loss
 * a row.
 *
 * When to use: consistency between two predictions, neither of which is the truth. Symmetric, from 0 to ln 2.
 *
 * @param first @param second logits of one shape.
 * @throws ShapeError for different shapes; DTypeError for what is not float; ArgumentError for known values that are
 *   probabilities.
 * Source: Lin 1991, "Divergence Measures Based on the Shannon Entropy"; as a loss Hendrycks et al. 2020,
 * arXiv:1912.02781.
 */
export function jsDivergence(first: Tensor, second: Tensor, options: DivergenceOptions = {}): Tensor {
  checkLossOptions('jsDivergence', options, ['axis']);
  requireAlike('jsDivergence', { first, second });
  const axis = classAxis('jsDivergence', first, options.axis);
  requireClassLogits('jsDivergence', 'first', first, axis);
  requireClassLogits('jsDivergence', 'second', second, axis);
  const [p, q] = [logSoftmax(first, axis), logSoftmax(second, axis)];
  const middle = sub(logSumExp(stack([p, q]), 0), Math.LN2);
  const half = (log: Tensor) => mul(sum(mul(exp(log), sub(log, middle)), axis), 0.5);
  return finish('jsDivergence', add(half(p), half(q)), options);
}
