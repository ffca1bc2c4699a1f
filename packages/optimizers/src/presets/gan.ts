import { checkOptions } from '@saddlepoint/tensor';
import { type AdamOptions, adam } from '../adam.js';
import { type RmspropOptions, rmsprop } from '../adaptive/rmsprop.js';
import type { Transform } from '../transform.js';

/**
 * Adam as generative adversarial networks are trained since DCGAN: learningRate 2e-4, betas [0.5, 0.999]; the short
 * momentum keeps the two players from chasing each other.
 *
 * Source: Radford, Metz, Chintala, "Unsupervised representation learning with DCGAN" (2015), arXiv:1511.06434.
 */
export function ganAdam(options: AdamOptions = {}): Transform {
  return adam({ learningRate: 2e-4, betas: [0.5, 0.999], ...options });
}

export interface TturOptions {
  /** Adam's options for the generator. Default learningRate 1e-4, betas [0, 0.9]. */
  generator?: AdamOptions;
  /** Adam's options for the discriminator. Default learningRate 4e-4, betas [0, 0.9]. */
  discriminator?: AdamOptions;
}

/**
 * A pair of optimizers with two time scales: the discriminator learns faster, so that one step of it for each of the
 * generator is enough. Rates and betas are SAGAN's.
 *
 * Source: Heusel et al., "GANs trained by a two time-scale update rule converge" (2017), arXiv:1706.08500; Zhang et al.,
 * "Self-attention GAN" (2018), arXiv:1805.08318.
 */
export function ttur(options: TturOptions = {}): { generator: Transform; discriminator: Transform } {
  checkOptions('ttur', options, ['generator', 'discriminator']);
  const betas = [0, 0.9] as const;
  return {
    generator: adam({ learningRate: 1e-4, betas, ...options.generator }),
    discriminator: adam({ learningRate: 4e-4, betas, ...options.discriminator }),
  };
}

/**
 * RMSprop for the Wasserstein GAN with clipped weights: learningRate 5e-5, no momentum, which makes its critic unstable.
 *
 * Source: Arjovsky, Chintala, Bottou, "Wasserstein GAN" (2017), arXiv:1701.07875.
 */
export function wganRmsprop(options: RmspropOptions = {}): Transform {
  return rmsprop({ learningRate: 5e-5, ...options });
}
