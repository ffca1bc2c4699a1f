import { add, checkOptions, mean, mul, neg, square, sub, type Tensor } from '@saddlepoint/tensor';
import { nonNegative, requireFloat, requireNumber, requireParts, requireSameShape } from '../internal/check.js';

export interface ConsistencyOptions {
  /** λ ≥ 0. Default 10, the paper's. */
  weight?: number;
}

/**
 * Consistency of a discriminator: λ · mean (D(x) − D(T(x)))², T an augmentation that does not change what x shows. Add it
 * to the discriminator's loss.
 *
 * When to use: CR-GAN takes real samples; for bCR-GAN add the same of generated ones ({@link balancedConsistency}). Unlike
 * {@link diffAugment} the generator's gradient sees no augmentation.
 *
 * @param scores D(x). @param augmentedScores D(T(x)), of the same shape.
 * @throws ShapeError for scores of different shapes; ArgumentError for a negative weight.
 * Source: Zhang et al. 2019, "Consistency regularization for GANs", arXiv:1910.12027.
 */
export function consistencyPenalty(scores: Tensor, augmentedScores: Tensor, options: ConsistencyOptions = {}): Tensor {
  checkOptions('consistencyPenalty', options, ['weight']);
  const weight = requireNumber('consistencyPenalty', 'weight', options.weight ?? 10, nonNegative);
  return mul(squaredDistance('consistencyPenalty', ['scores', 'augmentedScores'], scores, augmentedScores), weight);
}

/** Scores of samples and of their augmentations. */
export interface AugmentedScores {
  readonly scores: Tensor;
  readonly augmented: Tensor;
}

export interface BalancedConsistencyOptions {
  /** λ of real samples, ≥ 0. Default 10. */
  realWeight?: number;
  /** λ of generated samples, ≥ 0. Default 10. */
  fakeWeight?: number;
}

/**
 * {@link consistencyPenalty} of real and of generated samples, added up (bCR). Without the second term the generator learns
 * to imitate augmentations.
 *
 * When to use: in place of {@link consistencyPenalty}, when samples begin to show what the augmentation does.
 *
 * @param real @param fake scores of samples and of their augmentations, of one shape in each pair.
 * @throws as {@link consistencyPenalty}.
 * Source: Zhao et al. 2020, "Improved consistency regularization for GANs", arXiv:2002.04724.
 */
export function balancedConsistency(
  real: AugmentedScores,
  fake: AugmentedScores,
  options: BalancedConsistencyOptions = {},
): Tensor {
  checkOptions('balancedConsistency', options, ['realWeight', 'fakeWeight']);
  const { realWeight = 10, fakeWeight = 10 } = options;
  requireNumber('balancedConsistency', 'realWeight', realWeight, nonNegative);
  requireNumber('balancedConsistency', 'fakeWeight', fakeWeight, nonNegative);
  const term = (kind: string, pair: AugmentedScores, weight: number) => {
    requireParts('balancedConsistency', pair, 'scores, augmented');
    const names = [`${kind}.scores`, `${kind}.augmented`] as const;
    return mul(squaredDistance('balancedConsistency', names, pair.scores, pair.augmented), weight);
  };
  return add(term('real', real, realWeight), term('fake', fake, fakeWeight));
}

export interface LatentConsistencyOptions {
  /** λ of the discriminator's term, ≥ 0. Default 5. */
  discriminatorWeight?: number;
  /** λ of the generator's term, ≥ 0. Default 0.5. */
  generatorWeight?: number;
}

/** A generator's outputs at z and at z + Δz, Δz a small normal noise (0.03 to 0.07), and what D says of them. */
export interface LatentPair {
  readonly samples: Tensor;
  readonly moved: Tensor;
  readonly scores: Tensor;
  readonly movedScores: Tensor;
}

/**
 * Consistency in the latent space (zCR): the discriminator is asked to ignore a small step Δz, λ · mean (D(G(z)) − D(G(z +
 * Δz)))², and the generator to show it, −λ · mean (G(z) − G(z + Δz))².
 *
 * When to use: with {@link balancedConsistency} it makes ICR-GAN; it works against mode collapse.
 *
 * @param pair two tensors of samples and two of scores, of one shape each.
 * @returns a term for either player's loss.
 * @throws ShapeError for tensors of different shapes; ArgumentError for negative weights.
 * Source: Zhao et al. 2020, arXiv:2002.04724.
 */
export function latentConsistency(
  pair: LatentPair,
  options: LatentConsistencyOptions = {},
): { discriminator: Tensor; generator: Tensor } {
  const owner = 'latentConsistency';
  checkOptions(owner, options, ['discriminatorWeight', 'generatorWeight']);
  const { discriminatorWeight = 5, generatorWeight = 0.5 } = options;
  requireParts(owner, pair, 'samples, moved, scores, movedScores');
  const { samples, moved, scores, movedScores } = pair;
  requireNumber(owner, 'discriminatorWeight', discriminatorWeight, nonNegative);
  requireNumber(owner, 'generatorWeight', generatorWeight, nonNegative);
  return {
    discriminator: mul(squaredDistance(owner, ['scores', 'movedScores'], scores, movedScores), discriminatorWeight),
    generator: neg(mul(squaredDistance(owner, ['samples', 'moved'], samples, moved), generatorWeight)),
  };
}

function squaredDistance(owner: string, names: readonly [string, string], a: Tensor, b: Tensor): Tensor {
  requireFloat(owner, names[0], a);
  requireFloat(owner, names[1], b);
  requireSameShape(owner, names, a, b);
  return mean(square(sub(a, b)));
}
