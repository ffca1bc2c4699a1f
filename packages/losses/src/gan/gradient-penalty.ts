import { less, mul, relu, sqrt, square, sub, type Tensor, where } from '@saddlepoint/tensor';
import { nonNegative, requireFlags, requireNumber } from '../internal/checks.js';
import { checkLossOptions, finish, type LossOptions } from '../internal/loss.js';
import { type Critic, squaredInputGradient } from './input-gradient.js';

export interface GradientPenaltyOptions extends LossOptions {
  /** λ, ≥ 0. Default 10. */
  weight?: number;
  /** The slope the critic should have, ≥ 0. Default 1. */
  target?: number;
  /** Punish only slopes above the target, max(0, ‖∇‖ − target)². Default false. */
  oneSided?: boolean;
}

/**
 * λ (‖∇ₓ critic(x)‖₂ − target)², one number a sample: add it to the critic's loss. Where the slope is 0 its direction
 * is none, and the gradient 0.
 *
 * When to use: WGAN-GP at {@link mixSamples} of real and generated ones, DRAGAN at {@link perturbSamples} of real ones;
 * WGAN-LP with `oneSided`.
 *
 * @param critic from samples to scores. @param samples [batch, ...].
 * @throws ShapeError for a critic that does not give one score a sample; ArgumentError for options out of range.
 * Source: Gulrajani et al. 2017, arXiv:1704.00028; one-sided: Petzka et al. 2018, arXiv:1709.08894.
 */
export function gradientPenalty(critic: Critic, samples: Tensor, options: GradientPenaltyOptions = {}): Tensor {
  checkLossOptions('gradientPenalty', options, ['weight', 'target', 'oneSided']);
  const { weight = 10, target = 1, oneSided = false } = options;
  requireNumber('gradientPenalty', 'weight', weight, nonNegative);
  requireNumber('gradientPenalty', 'target', target, nonNegative);
  requireFlags('gradientPenalty', { oneSided });
  const squared = squaredInputGradient('gradientPenalty', critic, samples);
  const steep = less(0, squared);
  const excess = sub(where(steep, sqrt(where(steep, squared, 1)), 0), target);
  return finish('gradientPenalty', mul(square(oneSided ? relu(excess) : excess), weight), options);
}
