import { expm1, logSoftmax, mul, neg, requireTensor, type Tensor } from '@saddlepoint/tensor';
import { nonNegative, requireNumber } from '../internal/checks.js';
import { classAxis, pick, requireClasses, requireLabels } from '../internal/labels.js';
import { requireClassLogits } from '../internal/logits.js';
import { checkLossOptions, finish } from '../internal/loss.js';
import { power } from '../internal/power.js';
import type { FocalOptions } from './binary-focal.js';

/**
 * −(1 − p)^γ log p for the labels' classes, p = softmax(logits): cross-entropy in which easy examples weigh less.
 *
 * When to use: several classes, most examples easy. See `binaryFocal` for yes-or-no questions.
 *
 * @param logits [..., classes] @param labels int32 [...], from 0 to classes − 1.
 * @throws as `crossEntropy`.
 * Source: Lin et al. 2017, arXiv:1708.02002.
 */
export function focal(logits: Tensor, labels: Tensor, options: FocalOptions = {}): Tensor {
  checkLossOptions('focal', options, ['gamma']);
  const { gamma = 2 } = options;
  const log = labelLogs('focal', logits, labels);
  requireNumber('focal', 'gamma', gamma, nonNegative);
  return finish('focal', neg(mul(power(neg(expm1(log)), gamma), log)), options);
}

/** log softmax of the labels' classes along the last axis, everything checked. */
export function labelLogs(owner: string, logits: Tensor, labels: Tensor): Tensor {
  requireTensor(owner, 'labels', labels, "tensor(values, { dtype: 'int32' })");
  const axis = classAxis(owner, logits);
  requireLabels(owner, logits, labels, axis, false);
  requireClasses(owner, 'labels', labels, logits.shape[axis]!, null);
  requireClassLogits(owner, 'logits', logits);
  return pick(logSoftmax(logits, axis), labels, axis);
}
