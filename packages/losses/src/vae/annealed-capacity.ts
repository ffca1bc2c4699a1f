import { abs, mul, sub, type Tensor } from '@saddlepoint/tensor';
import { nonNegative, requireNumber, requireScalar } from '../internal/checks.js';
import { requireFloats } from '../internal/floats.js';
import { checkLossOptions, finish, type LossOptions } from '../internal/loss.js';

export interface AnnealedCapacityOptions extends LossOptions {
  /** γ ≥ 0. Default 1000. */
  gamma?: number;
}

/**
 * γ |KL − C|: holds the KL at a capacity C in nats that grows over training. Add it to the reconstruction.
 *
 * When to use: to get disentangled latents without the blur of a large β.
 *
 * @param kl one a sample, whose KL then all go to C; or a scalar, the mean of `gaussianKl`, as disentanglement_lib takes it:
 *   then some may cost more than others. @param capacity C ≥ 0, a number or a scalar tensor.
 * @throws DTypeError; ArgumentError for a negative capacity or gamma.
 * Source: Burgess et al. 2018, "Understanding disentangling in β-VAE", arXiv:1804.03599.
 */
export function annealedCapacity(kl: Tensor, capacity: number | Tensor, options: AnnealedCapacityOptions = {}): Tensor {
  checkLossOptions('annealedCapacity', options, ['gamma']);
  const { gamma = 1000 } = options;
  requireFloats('annealedCapacity', { kl });
  requireScalar('annealedCapacity', 'capacity', capacity, nonNegative);
  requireNumber('annealedCapacity', 'gamma', gamma, nonNegative);
  return finish('annealedCapacity', mul(abs(sub(kl, capacity)), gamma), options);
}
