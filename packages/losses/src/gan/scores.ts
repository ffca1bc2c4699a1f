import { ArgumentError, type Tensor } from '@saddlepoint/tensor';
import { requireAlike, requireParts } from '../internal/checks.js';
import { requireFloats } from '../internal/floats.js';
import { requireLogits } from '../internal/logits.js';
import { checkLossOptions, finish, type LossOptions } from '../internal/loss.js';

/** What the discriminator says of real and generated samples: logits (no sigmoid before), of one shape. */
export interface Scores {
  real: Tensor;
  fake: Tensor;
}

/** The scores a generator needs: `real` for the relativistic games only. */
export interface GeneratorScores {
  fake: Tensor;
  real?: Tensor;
}

/** What the two players minimise. Every game has this shape, so that a training loop can swap them. */
export interface GanLoss {
  /** The discriminator's loss: one number a sample before the reduction. */
  discriminator(scores: Scores, options?: LossOptions): Tensor;
  /** The generator's loss. */
  generator(scores: GeneratorScores, options?: LossOptions): Tensor;
}

/**
 * A game from the formulas of its two losses.
 * @param logits whether a sigmoid is part of them, so that none may be before.
 */
export function game(
  name: string,
  discriminator: (real: Tensor, fake: Tensor) => Tensor,
  generator: (fake: Tensor) => Tensor,
  logits = false,
): GanLoss {
  return {
    discriminator: (scores, options) => play(`${name}.discriminator`, scores, options, discriminator, logits),
    generator(scores, options = {}) {
      const owner = `${name}.generator`;
      checkLossOptions(owner, options);
      requireParts(owner, scores, 'fake');
      const { fake } = scores;
      requireFloats(owner, { fake });
      if (logits) requireLogits(owner, 'scores of fake', fake);
      return finish(owner, generator(fake), options);
    },
  };
}

/** A game in which both losses compare real and generated samples. */
export function relativisticGame(
  name: string,
  discriminator: (real: Tensor, fake: Tensor) => Tensor,
  generator: (real: Tensor, fake: Tensor) => Tensor,
): GanLoss {
  return {
    discriminator: (scores, options) => play(`${name}.discriminator`, scores, options, discriminator, true),
    generator: (scores, options) => play(`${name}.generator`, scores, options, generator, true),
  };
}

function play(
  owner: string,
  scores: GeneratorScores,
  options: LossOptions = {},
  formula: (real: Tensor, fake: Tensor) => Tensor,
  logits: boolean,
): Tensor {
  checkLossOptions(owner, options);
  requireParts(owner, scores, 'real, fake');
  const { real, fake } = scores;
  if (!real) throw new ArgumentError(`${owner}: the scores of real samples are needed too: { real, fake }`);
  requireAlike(owner, { real, fake });
  if (logits) for (const [name, x] of Object.entries({ real, fake })) requireLogits(owner, `scores of ${name}`, x);
  return finish(owner, formula(real, fake), options);
}
