import { mul, sub, type Tensor } from '@saddlepoint/tensor';
import { positive, requireAlike, requireNumber } from '../internal/checks.js';
import { checkLossOptions, finish, type LossOptions } from '../internal/loss.js';
import { huberOf } from './huber.js';

export interface SmoothL1Options extends LossOptions {
  /** Where the square ends and the line begins, > 0. Default 1. */
  beta?: number;
}

/**
 * ½ e² / β for |e| ≤ β, |e| − ½ β beyond, e = prediction − target. `torch.nn.functional.smooth_l1_loss`.
 *
 * When to use: box regression. The slope far away is 1 whatever β is; `huber`'s is δ.
 *
 * @param prediction @param target of one shape.
 * @throws ShapeError, DTypeError; ArgumentError for beta ≤ 0 (0 is `mae`).
 * Source: Girshick 2015, "Fast R-CNN", arXiv:1504.08083.
 */
export function smoothL1(prediction: Tensor, target: Tensor, options: SmoothL1Options = {}): Tensor {
  checkLossOptions('smoothL1', options, ['beta']);
  const { beta = 1 } = options;
  requireAlike('smoothL1', { prediction, target });
  requireNumber('smoothL1', 'beta', beta, positive);
  return finish('smoothL1', mul(huberOf(sub(prediction, target), beta), 1 / beta), options);
}
