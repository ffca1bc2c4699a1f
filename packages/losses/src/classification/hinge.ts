import { mul, relu, square, sub, type Tensor } from '@saddlepoint/tensor';
import { requireAlike, requireFlags, requireValues } from '../internal/checks.js';
import { checkLossOptions, finish, type LossOptions } from '../internal/loss.js';

export interface HingeOptions extends LossOptions {
  /** The square of the hinge, which is smooth at the margin. Default false. */
  squared?: boolean;
}

/**
 * max(0, 1 − y f) for scores f and targets y = ±1: the loss of support vector machines. `optax.losses.hinge_loss`.
 *
 * When to use: margins matter, probabilities do not.
 *
 * @param scores @param targets float, of one shape; targets are −1 or 1.
 * @throws ShapeError, DTypeError; ArgumentError for other targets where they are known.
 * Source: Cortes, Vapnik 1995, "Support-Vector Networks".
 */
export function hinge(scores: Tensor, targets: Tensor, options: HingeOptions = {}): Tensor {
  checkLossOptions('hinge', options, ['squared']);
  const { squared = false } = options;
  requireFlags('hinge', { squared });
  requireAlike('hinge', { scores, targets });
  requireValues('hinge', 'targets', targets, { text: '−1 or 1', test: (x) => Math.abs(x) === 1 });
  const losses = relu(sub(1, mul(scores, targets)));
  return finish('hinge', squared ? square(losses) : losses, options);
}
