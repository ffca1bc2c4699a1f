import { add, type Tensor } from '@saddlepoint/tensor';
import type { LossOptions } from '../internal/loss.js';
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
  const { gamma = 1, ...rest } = options;
  const batch = [samples.real.shape[0] ?? 1];
  const score = (x: Tensor) => discriminator(x).reshape(batch);
  const penalties = add(
    r1Penalty(discriminator, samples.real, { ...rest, gamma }),
    r2Penalty(discriminator, samples.fake, { ...rest, gamma }),
  );
  const scores = { real: score(samples.real), fake: score(samples.fake) };
  return add(relativisticGan().discriminator(scores, rest), penalties);
}
