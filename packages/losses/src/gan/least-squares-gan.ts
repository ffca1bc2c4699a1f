import { add, checkOptions, mul, square, sub } from '@saddlepoint/tensor';
import { finite, requireNumber } from '../internal/checks.js';
import { type GanLoss, game } from './scores.js';

export interface LeastSquaresGanOptions {
  /** Target of the discriminator for generated samples (a). Default 0. */
  fakeLabel?: number;
  /** Target of the discriminator for real samples (b). Default 1; 0.9 is one-sided label smoothing. */
  realLabel?: number;
  /** Target of the generator (c). Default 1. */
  generatorLabel?: number;
}

/**
 * Least squares: D = ½ (r − b)² + ½ (f − a)², G = ½ (f − c)².
 *
 * When to use: a simple game whose gradients do not vanish; image-to-image translation (CycleGAN).
 *
 * @returns both losses, one number a score before the reduction, of scores of any shape, the same for both players.
 * @throws ArgumentError for labels that are not finite; in the game ShapeError or DTypeError for scores that do not fit.
 * Source: Mao et al. 2017, arXiv:1611.04076.
 */
export function leastSquaresGan(options: LeastSquaresGanOptions = {}): GanLoss {
  checkOptions('leastSquaresGan', options, ['fakeLabel', 'realLabel', 'generatorLabel']);
  const { fakeLabel = 0, realLabel = 1, generatorLabel = 1 } = options;
  for (const [name, label] of Object.entries({ fakeLabel, realLabel, generatorLabel })) {
    requireNumber('leastSquaresGan', name, label, finite);
  }
  return game(
    'leastSquaresGan',
    (real, fake) => mul(add(square(sub(real, realLabel)), square(sub(fake, fakeLabel))), 0.5),
    (fake) => mul(square(sub(fake, generatorLabel)), 0.5),
  );
}
