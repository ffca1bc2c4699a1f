import { checkOptions, sign, zerosLike } from '@saddlepoint/tensor';
import { alias } from '../chain.js';
import { requireBetas } from '../internal/check.js';
import { decay, descend } from '../internal/descent.js';
import { leafwise } from '../internal/leafwise.js';
import { average, move } from '../internal/moments.js';
import type { Match, Transform } from '../transform.js';

export interface ScaleByLionOptions {
  /** β₁ mixes the update, β₂ the momentum that is kept, each from 0 to below 1. Default [0.9, 0.99]. */
  betas?: readonly [number, number];
}

/**
 * The sign of an interpolated momentum: update = sign(β₁m + (1 − β₁)g), then m ← β₂m + (1 − β₂)g.
 *
 * The momentum kept is not the one that is signed: with β₁ = β₂ it would be signSGD with momentum. State: `mu` (m).
 *
 * @throws ArgumentError for betas outside [0, 1).
 * Source: Chen et al., "Symbolic discovery of optimization algorithms" (2023), arXiv:2302.06675.
 */
export function scaleByLion(options: ScaleByLionOptions = {}): Transform {
  checkOptions('scaleByLion', options, ['betas']);
  const { betas = [0.9, 0.99] } = options;
  requireBetas('scaleByLion', betas, 2);
  return leafwise({
    name: 'lion',
    owner: 'scaleByLion',
    state: { mu: zerosLike },
    momentum: betas[0],
    rule: (g, { mu }, { fresh }) => ({ update: sign(move(mu, g, fresh)), mu: average(mu, g, betas[1]) }),
  });
}

export interface LionOptions extends ScaleByLionOptions {
  /** From 0 up. Default 1e-4. */
  learningRate?: number;
  /** λ, decoupled: multiplied by the learning rate only. From 0 up. Default 0. */
  weightDecay?: number;
  /** Which parameters decay. Default all. */
  mask?: Match;
}

/**
 * Lion: θ ← θ − η (sign(β₁m + (1 − β₁)g) + λθ), the official code and its defaults.
 *
 * Half of Adam's state. Every coordinate moves by η, so take a rate 3 to 10 times smaller than AdamW's and a weight decay
 * as much larger. For large batches; with small ones the sign is mostly noise.
 * Moves 20 bytes a parameter: reads g, m, θ; writes m, θ.
 *
 * @throws ArgumentError for options out of range, or a mask that matches nothing.
 * Source: Chen et al., "Symbolic discovery of optimization algorithms" (2023), arXiv:2302.06675.
 */
export function lion(options: LionOptions = {}): Transform {
  checkOptions('lion', options, ['learningRate', 'betas', 'weightDecay', 'mask']);
  const { learningRate = 1e-4, weightDecay = 0, mask, ...rest } = options;
  return alias('lion', scaleByLion(rest), ...decay(weightDecay, mask), descend('lion', learningRate));
}
