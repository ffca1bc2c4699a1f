import { ArgumentError, type Tensor } from '@saddlepoint/tensor';
import { requireAlike } from '../internal/checks.js';
import { requireFloats } from '../internal/floats.js';
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

/** A game from the formulas of its two losses. */
export function game(
  name: string,
  discriminator: (real: Tensor, fake: Tensor) => Tensor,
  generator: (fake: Tensor) => Tensor,
): GanLoss {
  return {
    discriminator: (scores, options) => play(`${name}.discriminator`, scores, options, discriminator),
    generator: ({ fake }, options = {}) => {
      checkLossOptions(`${name}.generator`, options);
      requireFloats(`${name}.generator`, { fake });
      return finish(`${name}.generator`, generator(fake), options);
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
    discriminator: (scores, options) => play(`${name}.discriminator`, scores, options, discriminator),
    generator: (scores, options) => play(`${name}.generator`, scores, options, generator),
  };
}

function play(
  owner: string,
  { real, fake }: GeneratorScores,
  options: LossOptions = {},
  formula: (real: Tensor, fake: Tensor) => Tensor,
): Tensor {
  checkLossOptions(owner, options);
  if (!real) throw new ArgumentError(`${owner}: the scores of real samples are needed too: { real, fake }`);
  requireAlike(owner, { real, fake });
  return finish(owner, formula(real, fake), options);
}
