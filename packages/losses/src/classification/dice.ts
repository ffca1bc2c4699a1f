import { add, div, mul, sigmoid, square, sub, sum, type Tensor, where } from '@saddlepoint/tensor';
import {
  fraction,
  positive,
  requireAlike,
  requireFlags,
  requireNumber,
  requireRank,
  requireValues,
} from '../internal/checks.js';
import { requireLogits } from '../internal/logits.js';
import { checkLossOptions, finish, type LossOptions, requireMask } from '../internal/loss.js';

export interface DiceOptions extends LossOptions {
  /** Added above and below, > 0, so that two empty masks are equal. Default 1. */
  smooth?: number;
  /** Squares in the denominator (V-Net's form). Default false. */
  squared?: boolean;
  /** Bool, of the logits' shape or broadcasting to it: pixels that count. Default all. */
  mask?: Tensor;
}

/**
 * 1 − (2 Σ p y + s) / (Σ p + Σ y + s), p = sigmoid(logits), sums over everything but the batch: one loss a sample.
 *
 * When to use: segmentation of small objects, alone or added to `binaryCrossEntropy`; its gradient fades where p is far
 * off.
 *
 * @param logits @param targets [batch, ...], targets float from 0 to 1.
 * @throws as `binaryCrossEntropy`.
 * Source: Milletari et al. 2016, "V-Net", arXiv:1606.04797; Sudre et al. 2017, arXiv:1707.03237.
 */
export function dice(logits: Tensor, targets: Tensor, options: DiceOptions = {}): Tensor {
  checkLossOptions('dice', options, ['smooth', 'squared']);
  const { smooth = 1, squared = false, mask, ...rest } = options;
  requireAlike('dice', { logits, targets });
  requireLogits('dice', 'logits', logits);
  requireRank('dice', 'logits', logits, 'batch, pixels', false);
  requireNumber('dice', 'smooth', smooth, positive);
  requireFlags('dice', { squared });
  requireValues('dice', 'targets', targets, fraction);
  const axes = logits.shape.map((_, i) => i).slice(1);
  const inside = (x: Tensor) => (mask === undefined ? x : where(requireMask('dice', mask, logits), x, 0));
  const [p, y] = [inside(sigmoid(logits)), inside(targets)];
  const amount = (x: Tensor) => sum(squared ? square(x) : x, axes);
  const shared = mul(sum(mul(p, y), axes), 2);
  return finish('dice', sub(1, div(add(shared, smooth), add(add(amount(p), amount(y)), smooth))), rest);
}
