import { add, checkOptions, mul, neg, softplus, sub, type Tensor } from '@saddlepoint/tensor';
import { fraction, requireNumber } from '../internal/checks.js';
import { type GanLoss, game } from './scores.js';

export interface LabelOptions {
  /** What the discriminator should say of real samples, from 0 to 1. Default 1; 0.9 is one-sided label smoothing. */
  realLabel?: number;
  /** What it should say of generated ones, from 0 to 1. Default 0; 0.1 as well makes the smoothing two-sided. */
  fakeLabel?: number;
}

/**
 * The non-saturating game: D = softplus(−r) + softplus(f), G = softplus(−f), for logits r of real and f of generated
 * samples.
 *
 * When to use: the default for images together with `r1Penalty` (StyleGAN). Generators get strong gradients when they
 * lose. One-sided smoothing keeps the discriminator from overconfidence; two-sided pulls generators to where they are.
 *
 * @returns both losses, one number a score before the reduction, of scores of any shape, the same for both players.
 * @throws ArgumentError for labels outside 0 … 1; in the game also for scores that are the result of a sigmoid,
 *   ShapeError or DTypeError for those that do not fit.
 * Source: Goodfellow et al. 2014, arXiv:1406.2661; smoothing: Salimans et al. 2016, arXiv:1606.03498.
 */
export function nonSaturatingGan(options: LabelOptions = {}): GanLoss {
  return game('nonSaturatingGan', entropies('nonSaturatingGan', options), (fake) => softplus(neg(fake)), true);
}

/**
 * The minimax game as first written: D as in {@link nonSaturatingGan}, G = −softplus(f), which is log(1 − D).
 *
 * When to use: to study it. Its gradient vanishes for a generator that loses.
 *
 * @returns both losses, one number a score before the reduction, of scores of any shape, the same for both players.
 * @throws ArgumentError for labels outside 0 … 1; in the game also for scores that are the result of a sigmoid,
 *   ShapeError or DTypeError for those that do not fit.
 * Source: Goodfellow et al. 2014, arXiv:1406.2661.
 */
export function saturatingGan(options: LabelOptions = {}): GanLoss {
  return game('saturatingGan', entropies('saturatingGan', options), (fake) => neg(softplus(fake)), true);
}

/** Binary cross-entropies with the two labels. */
function entropies(owner: string, options: LabelOptions): (real: Tensor, fake: Tensor) => Tensor {
  checkOptions(owner, options, ['realLabel', 'fakeLabel']);
  const { realLabel = 1, fakeLabel = 0 } = options;
  requireNumber(owner, 'realLabel', realLabel, fraction);
  requireNumber(owner, 'fakeLabel', fakeLabel, fraction);
  const entropy = (z: Tensor, label: number) => (label === 1 ? softplus(neg(z)) : sub(softplus(z), mul(z, label)));
  return (real, fake) => add(entropy(real, realLabel), entropy(fake, fakeLabel));
}
