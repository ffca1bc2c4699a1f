import { abs, add, minimum, mul, square, sub, type Tensor } from '@saddlepoint/tensor';
import { positive, requireAlike, requireNumber } from '../internal/checks.js';
import { checkLossOptions, finish, type LossOptions } from '../internal/loss.js';

export interface HuberOptions extends LossOptions {
  /** Where the square ends and the line begins, > 0. Default 1. */
  delta?: number;
}

/**
 * ½ e² for |e| ≤ δ, δ (|e| − ½ δ) beyond, e = prediction − target. `torch.nn.functional.huber_loss`.
 *
 * When to use: regression with outliers; the value function of reinforcement learning. `smoothL1` is this divided by δ.
 *
 * @param prediction @param target of one shape.
 * @throws ShapeError, DTypeError; ArgumentError for delta ≤ 0.
 * Source: Huber 1964, "Robust Estimation of a Location Parameter".
 */
export function huber(prediction: Tensor, target: Tensor, options: HuberOptions = {}): Tensor {
  checkLossOptions('huber', options, ['delta']);
  const { delta = 1 } = options;
  requireAlike('huber', { prediction, target });
  requireNumber('huber', 'delta', delta, positive);
  return finish('huber', huberOf(sub(prediction, target), delta), options);
}

/** The single losses. */
export function huberOf(error: Tensor, delta: number): Tensor {
  const size = abs(error);
  const inner = minimum(size, delta);
  return add(mul(square(inner), 0.5), mul(sub(size, inner), delta));
}
