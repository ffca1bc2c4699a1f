import { mul, type Tensor } from '@saddlepoint/tensor';
import { nonNegative, positive, requireNumber, requireScalar } from '../internal/checks.js';
import { checkLossOptions, finish, type LossOptions } from '../internal/loss.js';
import { type Critic, squaredInputGradient } from './input-gradient.js';

export interface ZeroCenteredOptions extends LossOptions {
  /** γ ≥ 0; a scalar tensor may follow a schedule. Default 10. */
  gamma?: number | Tensor;
  /** Lazy regularisation: computed only every so many steps, and multiplied by that number. Default 1. */
  interval?: number;
}

/**
 * R1: (γ / 2) ‖∇ₓ D(x)‖² at real samples, summed over a sample's values, one number a sample. Add it to the
 * discriminator's loss.
 *
 * When to use: with `nonSaturatingGan` or `relativisticGan` it makes training converge locally. Lazily (every 16 steps
 * as in StyleGAN2) it costs little: `if (step % 16 === 0)` a step compiled with `interval: 16`, else one without.
 *
 * @param discriminator from samples to scores. @param real [batch, ...].
 * @throws ShapeError for a discriminator that does not give one score a sample; ArgumentError for options out of range.
 * Source: Mescheder et al. 2018, arXiv:1801.04406; lazy: Karras et al. 2020, arXiv:1912.04958.
 */
export function r1Penalty(discriminator: Critic, real: Tensor, options: ZeroCenteredOptions = {}): Tensor {
  return zeroCentered('r1Penalty', discriminator, real, options);
}

/**
 * R2: as {@link r1Penalty}, (γ / 2) ‖∇ₓ D(x)‖² at generated samples.
 *
 * When to use: next to R1 (`r3gan`), where R1 alone lets generated samples drift.
 *
 * @param discriminator from samples to scores. @param fake [batch, ...].
 * @throws as {@link r1Penalty}.
 * Source: Mescheder et al. 2018, arXiv:1801.04406.
 */
export function r2Penalty(discriminator: Critic, fake: Tensor, options: ZeroCenteredOptions = {}): Tensor {
  return zeroCentered('r2Penalty', discriminator, fake, options);
}

function zeroCentered(owner: string, critic: Critic, samples: Tensor, options: ZeroCenteredOptions): Tensor {
  checkLossOptions(owner, options, ['gamma', 'interval']);
  const { gamma = 10, interval = 1 } = options;
  requireScalar(owner, 'gamma', gamma, nonNegative);
  requireNumber(owner, 'interval', interval, positive);
  const squared = squaredInputGradient(owner, critic, samples);
  return finish(owner, mul(mul(squared, gamma), interval / 2), options);
}
