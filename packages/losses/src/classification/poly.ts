import { expm1, mul, neg, sub, type Tensor } from '@saddlepoint/tensor';
import { requireNumber } from '../internal/checks.js';
import { checkLossOptions, finish, type LossOptions } from '../internal/loss.js';
import { labelLogs } from './focal.js';

export interface PolyOptions extends LossOptions {
  /** Coefficient added to the first term, ≥ −1. Default 1 (the paper's for ImageNet is 2). */
  epsilon?: number;
}

/**
 * Poly-1: −log p + ε (1 − p) for the labels' classes, p = softmax(logits).
 *
 * When to use: in place of cross-entropy when one number may be tuned: ε > 0 for balanced, −1 ≤ ε < 0 for long-tailed
 * data.
 *
 * @param logits [..., classes] @param labels int32 [...], from 0 to classes − 1.
 * @throws as `crossEntropy`.
 * Source: Leng et al. 2022, "PolyLoss", arXiv:2204.12511; `optax.losses.poly_loss_cross_entropy`.
 */
export function poly(logits: Tensor, labels: Tensor, options: PolyOptions = {}): Tensor {
  checkLossOptions('poly', options, ['epsilon']);
  const { epsilon = 1 } = options;
  requireNumber('poly', 'epsilon', epsilon, {
    text: 'a number from −1 up',
    test: (x) => x >= -1 && Number.isFinite(x),
  });
  const log = labelLogs('poly', logits, labels);
  return finish('poly', sub(mul(neg(expm1(log)), epsilon), log), options);
}
