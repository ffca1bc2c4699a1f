import { add, expandDims, mul, oneHot, relu, requireTensor, sub, sum, type Tensor } from '@saddlepoint/tensor';
import { positive, requireNumber } from '../internal/checks.js';
import { classAxis, pick, requireClasses, requireLabels } from '../internal/labels.js';
import { checkLossOptions, finish, type LossOptions } from '../internal/loss.js';

export interface MulticlassHingeOptions extends LossOptions {
  /** How far the right class must lead, > 0. Default 1. */
  margin?: number;
}

/**
 * Σ_{c ≠ y} max(0, margin − f_y + f_c) / classes. `torch.nn.functional.multi_margin_loss`.
 *
 * When to use: one class out of several when only the order of scores counts, not probabilities.
 *
 * @param scores [..., classes] @param labels int32 [...], from 0 to classes − 1.
 * @throws as `crossEntropy`.
 * Source: Weston, Watkins 1999, "Support vector machines for multi-class pattern recognition".
 */
export function multiclassHinge(scores: Tensor, labels: Tensor, options: MulticlassHingeOptions = {}): Tensor {
  checkLossOptions('multiclassHinge', options, ['margin']);
  const { margin = 1 } = options;
  requireNumber('multiclassHinge', 'margin', margin, positive);
  requireTensor('multiclassHinge', 'labels', labels, "tensor(values, { dtype: 'int32' })");
  const axis = classAxis('multiclassHinge', scores);
  const classes = scores.shape[axis]!;
  requireLabels('multiclassHinge', scores, labels, axis, false);
  requireClasses('multiclassHinge', 'labels', labels, classes, null);
  const right = expandDims(pick(scores, labels, axis), axis);
  const others = sub(1, oneHot(labels, classes, -1, scores.dtype));
  const losses = mul(sum(mul(relu(add(sub(scores, right), margin)), others), axis), 1 / classes);
  return finish('multiclassHinge', losses, options);
}
