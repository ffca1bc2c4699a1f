import { add, type Tensor } from '@saddlepoint/tensor';
import { nonNegative, requireAlike, requireFunction, requireParts, requireScalar } from '../internal/checks.js';
import { checkLossOptions, type LossOptions } from '../internal/loss.js';
import type { Critic } from './input-gradient.js';
import { r1Penalty, r2Penalty } from './r1-penalty.js';
import { relativisticGan } from './relativistic-gan.js';

export interface R3ganOptions extends LossOptions {
  /**
   * γ of both penalties, ≥ 0; a scalar tensor may follow a schedule (the paper's falls by a cosine, 2 → 0.2, say).
   * Default 1.
   */
  gamma?: number | Tensor;
}

/**
 * R3GAN's discriminator loss: {@link relativisticGan} + R1 at real + R2 at generated samples. Its generator's is
 * `relativisticGan().generator`.
 *
 * When to use: a baseline without tricks that keeps its modes.
 *
 * @param discriminator from samples to scores [batch]. @param samples real and generated ones, [batch, ...] of one
 *   shape.
 * @throws as {@link r1Penalty}.
 * Source: Huang et al. 2024, "The GAN is dead; long live the GAN!", arXiv:2501.05441.
 */
export function r3gan(
  discriminator: Critic,
  samples: { real: Tensor; fake: Tensor },
  options: R3ganOptions = {},
): Tensor {
  checkLossOptions('r3gan', options, ['gamma']);
  const { gamma = 1, ...rest } = options;
  requireFunction('r3gan', 'the critic', discriminator);
  requireScalar('r3gan', 'gamma', gamma, nonNegative);
  requireParts('r3gan', samples, 'real, fake');
  const { real, fake } = samples;
  requireAlike('r3gan', { real, fake });
  const score = (x: Tensor) => discriminator(x).reshape([-1]);
  const penalties = add(
    r1Penalty(discriminator, real, { ...rest, gamma }),
    r2Penalty(discriminator, fake, { ...rest, gamma }),
  );
  const scores = { real: score(real), fake: score(fake) };
  return add(relativisticGan().discriminator(scores, rest), penalties);
}
