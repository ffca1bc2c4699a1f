import { cast, checkOptions, greater, less, mean, sub, type Tensor } from '@saddlepoint/tensor';
import { requireFloat, requireNumber, requireParts } from '../internal/check.js';

export interface GameBalanceOptions {
  /** The score between real and generated: 0 for logits, ½ for probabilities, any finite number. Default 0. */
  boundary?: number;
}

/** Float32 scalars that tell who is winning. */
export interface GameBalance {
  /** Mean score of real samples, minus that of generated ones: for a Wasserstein critic its estimate of the distance. */
  readonly gap: Tensor;
  /** Share of the real samples that score above the boundary. */
  readonly realAccuracy: Tensor;
  /** Share of the generated samples that score below it. */
  readonly fakeAccuracy: Tensor;
}

/**
 * How far the discriminator is ahead of the generator.
 *
 * When to use: log it every step. Accuracies that stay at 1 mean a discriminator whose gradients vanish; near ½ it has
 * nothing more to say, or the game is won; swings of the gap show two players chasing each other. Above 0.8, a
 * `realAccuracy` that rises while the data are few is overfitting (ADA's heuristic is 2 · realAccuracy − 1).
 *
 * @param scores the discriminator's, of real and of generated samples, any shapes.
 * @throws DTypeError for scores that are not float; ArgumentError for a boundary that is not finite.
 * Source: Karras et al., "Training GANs with limited data" (2020), arXiv:2006.06676.
 */
export function gameBalance(
  scores: { readonly real: Tensor; readonly fake: Tensor },
  options: GameBalanceOptions = {},
): GameBalance {
  checkOptions('gameBalance', options, ['boundary']);
  const { boundary = 0 } = options;
  requireNumber('gameBalance', 'boundary', boundary, { text: 'a finite number', test: Number.isFinite });
  requireParts('gameBalance', scores, 'real, fake');
  for (const name of ['real', 'fake'] as const) requireFloat('gameBalance', `scores.${name}`, scores[name]);
  const [real, fake] = [cast(scores.real, 'float32'), cast(scores.fake, 'float32')];
  const share = (condition: Tensor): Tensor => mean(cast(condition, 'float32'));
  return {
    gap: sub(mean(real), mean(fake)),
    realAccuracy: share(greater(real, boundary)),
    fakeAccuracy: share(less(fake, boundary)),
  };
}
