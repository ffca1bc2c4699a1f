import { add, mul, neg, ShapeError, sameShape, showShape, softplus, sub, type Tensor } from '@saddlepoint/tensor';
import { fraction, nonNegative, requireAlike, requireNumber, requireValues } from '../internal/checks.js';
import { requireFloats } from '../internal/floats.js';
import { requireLogits } from '../internal/logits.js';
import { checkLossOptions, finish, type LossOptions } from '../internal/loss.js';

export interface BinaryCrossEntropyOptions extends LossOptions {
  /** Moves targets from 0 and 1 towards ½: y (1 − α) + α / 2. From 0 to 1. Default 0. */
  labelSmoothing?: number;
  /** Factor of the positive part, a scalar or one for each last-axis class, ≥ 0: above 1 for rare positives. Default 1. */
  posWeight?: Tensor;
}

/**
 * Cross-entropy of sigmoid(logits) with targets: −[y log σ(z) + (1 − y) log σ(−z)], one yes-or-no question an element.
 * `torch.nn.functional.binary_cross_entropy_with_logits`. Written with softplus, finite for logits of any size.
 *
 * When to use: multi-label classification, segmentation of one class. For one class out of several: `crossEntropy`.
 *
 * @param logits @param targets of one shape; targets are float, from 0 to 1.
 * @throws ShapeError, DTypeError; ArgumentError for logits that are the result of a sigmoid or softmax, for targets
 *   outside 0 … 1 and negative weights where they are known, and for options out of range.
 * Source: Cox 1958, "The regression analysis of binary sequences".
 */
export function binaryCrossEntropy(logits: Tensor, targets: Tensor, options: BinaryCrossEntropyOptions = {}): Tensor {
  checkLossOptions('binaryCrossEntropy', options, ['labelSmoothing', 'posWeight']);
  const { labelSmoothing = 0, posWeight } = options;
  requireAlike('binaryCrossEntropy', { logits, targets });
  requireLogits('binaryCrossEntropy', 'logits', logits);
  requireNumber('binaryCrossEntropy', 'labelSmoothing', labelSmoothing, fraction);
  requireValues('binaryCrossEntropy', 'targets', targets, fraction);
  const y = labelSmoothing === 0 ? targets : add(mul(targets, 1 - labelSmoothing), labelSmoothing / 2);
  if (posWeight === undefined) return finish('binaryCrossEntropy', sub(softplus(logits), mul(y, logits)), options);
  requireFloats('binaryCrossEntropy', { logits, posWeight });
  if (posWeight.rank > 0 && !sameShape(posWeight.shape, logits.shape.slice(-1))) {
    const got = showShape(posWeight.shape);
    throw new ShapeError(`binaryCrossEntropy: posWeight must be a scalar or [${logits.shape.at(-1)}], got ${got}`);
  }
  requireValues('binaryCrossEntropy', 'posWeight', posWeight, nonNegative);
  const positivePart = mul(mul(y, posWeight), softplus(neg(logits)));
  return finish('binaryCrossEntropy', add(positivePart, mul(sub(1, y), softplus(logits))), options);
}
