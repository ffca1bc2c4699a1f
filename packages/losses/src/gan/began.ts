import { abs, add, checkOptions, clip, mean, mul, stopGradient, sub, type Tensor } from '@saddlepoint/tensor';
import { fraction, nonNegative, requireAlike, requireNumber, requireParts, requireScalar } from '../internal/checks.js';
import { requireFloats } from '../internal/floats.js';

export interface BeganOptions {
  /** Diversity ratio E[L(fake)] / E[L(real)] aimed at, from 0 to 1. Default 0.5. */
  gamma?: number;
  /** How fast k follows, ≥ 0. Default 0.001. */
  lambda?: number;
}

/**
 * Boundary equilibrium: D = L(real) − k L(fake), G = L(fake), k ← clip(k + λ (γ L(real) − L(fake)), 0, 1), L the
 * reconstruction errors of an autoencoder that is the discriminator. Convergence: L(real) + |γ L(real) − L(fake)|.
 *
 * When to use: an autoencoder as discriminator; γ trades variety for quality.
 *
 * @param errors of real and generated samples, [batch]; give `discriminator` generated samples without a gradient.
 * @param k a scalar: start at 0, keep the returned one.
 * @returns scalars, as the balance is one of means: both losses, the next k and the measure of convergence (these two
 *   without a gradient).
 * @throws ShapeError, DTypeError; ArgumentError for options out of range, and a k known not to be from 0 to 1.
 * Source: Berthelot et al. 2017, arXiv:1703.10717.
 */
export function began(errors: { real: Tensor; fake: Tensor }, k: Tensor, options: BeganOptions = {}) {
  checkOptions('began', options, ['gamma', 'lambda']);
  const { gamma = 0.5, lambda = 0.001 } = options;
  requireParts('began', errors, 'real, fake');
  const { real: ofReal, fake: ofFake } = errors;
  requireAlike('began', { real: ofReal, fake: ofFake });
  requireFloats('began', { real: ofReal, k });
  requireScalar('began', 'k', k, fraction);
  requireNumber('began', 'gamma', gamma, fraction);
  requireNumber('began', 'lambda', lambda, nonNegative);
  const [real, fake] = [mean(ofReal), mean(ofFake)];
  const balance = stopGradient(sub(mul(real, gamma), fake));
  return {
    discriminator: sub(real, mul(fake, stopGradient(k))),
    generator: fake,
    k: clip(stopGradient(add(k, mul(balance, lambda))), 0, 1),
    convergence: add(stopGradient(real), abs(balance)),
  };
}
