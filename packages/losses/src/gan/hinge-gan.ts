import { add, neg, relu, sub } from '@saddlepoint/tensor';
import { type GanLoss, game } from './scores.js';

/**
 * Hinge: D = max(0, 1 − r) + max(0, 1 + f), G = −f.
 *
 * When to use: with spectral normalisation (SAGAN, BigGAN), and as the adversarial part of autoencoders.
 *
 * @returns both losses, one number a score before the reduction, of scores of any shape, the same for both players.
 * @throws ShapeError or DTypeError, in the game, for scores that do not fit.
 * Source: Lim, Ye 2017, arXiv:1705.02894; Miyato et al. 2018, arXiv:1802.05957.
 */
export function hingeGan(): GanLoss {
  return game('hingeGan', (real, fake) => add(relu(sub(1, real)), relu(add(fake, 1))), neg);
}
