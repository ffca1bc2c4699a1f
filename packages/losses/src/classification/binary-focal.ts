import { add, mul, neg, sigmoid, softplus, sub, type Tensor } from '@saddlepoint/tensor';
import { fraction, nonNegative, requireAlike, requireNumber, requireValues } from '../internal/checks.js';
import { requireLogits } from '../internal/logits.js';
import { checkLossOptions, finish, type LossOptions } from '../internal/loss.js';
import { power } from '../internal/power.js';

export interface FocalOptions extends LossOptions {
  /** How much easy examples lose weight, ≥ 0; 0 is the cross-entropy. Default 2. */
  gamma?: number;
}

export interface BinaryFocalOptions extends FocalOptions {
  /** Weight of positives, negatives have 1 − alpha; from 0 to 1. Default none (0.25 in the paper and torchvision). */
  alpha?: number;
}

/**
 * (1 − p_t)^γ · binary cross-entropy, p_t being the probability given to the right answer: y σ(z) + (1 − y) σ(−z).
 *
 * When to use: dense detection or segmentation, where easy negatives outnumber everything. Badly calibrated: not where
 * the probabilities themselves matter.
 *
 * @param logits @param targets of one shape; targets are float, from 0 to 1.
 * @throws as `binaryCrossEntropy`.
 * Source: Lin et al. 2017, "Focal Loss for Dense Object Detection", arXiv:1708.02002.
 */
export function binaryFocal(logits: Tensor, targets: Tensor, options: BinaryFocalOptions = {}): Tensor {
  checkLossOptions('binaryFocal', options, ['gamma', 'alpha']);
  const { gamma = 2, alpha } = options;
  requireAlike('binaryFocal', { logits, targets });
  requireLogits('binaryFocal', 'logits', logits);
  requireNumber('binaryFocal', 'gamma', gamma, nonNegative);
  if (alpha !== undefined) requireNumber('binaryFocal', 'alpha', alpha, fraction);
  requireValues('binaryFocal', 'targets', targets, fraction);
  const against = sub(1, targets);
  const missed = add(mul(sigmoid(neg(logits)), targets), mul(sigmoid(logits), against));
  const entropy = sub(softplus(logits), mul(targets, logits));
  const losses = mul(power(missed, gamma), entropy);
  if (alpha === undefined) return finish('binaryFocal', losses, options);
  return finish('binaryFocal', mul(losses, add(mul(targets, alpha), mul(against, 1 - alpha))), options);
}
