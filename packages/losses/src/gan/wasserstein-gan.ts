import { neg, sub } from '@saddlepoint/tensor';
import { type GanLoss, game } from './scores.js';

/**
 * Wasserstein: D = f − r, G = −f, for a critic held Lipschitz by `gradientPenalty` (10, five critic steps, Adam with
 * betas 0 and 0.9, no batch norm) or `clipWeights`. The critic's loss is minus its estimate of the distance.
 *
 * When to use: a loss that tells how far training has come.
 *
 * @returns both losses, one number a score before the reduction, of scores of any shape, the same for both players.
 * @throws ShapeError or DTypeError, in the game, for scores that do not fit.
 * Source: Arjovsky et al. 2017, arXiv:1701.07875; Gulrajani et al. 2017, arXiv:1704.00028.
 */
export function wassersteinGan(): GanLoss {
  return game('wassersteinGan', (real, fake) => sub(fake, real), neg);
}
