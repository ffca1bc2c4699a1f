import { mul, sub, type Tensor } from '@saddlepoint/tensor';
import { nonNegative, positive, requireAlike, requireNumber, requireRank } from '../internal/checks.js';
import { checkLossOptions, finish, type LossOptions } from '../internal/loss.js';
import { preference } from './dpo.js';

export interface SimpoOptions extends LossOptions {
  /** Scale of the reward, > 0. Default 2. */
  beta?: number;
  /** By how much the chosen answer's reward must lead, ≥ 0. Default 1. */
  gamma?: number;
}

/**
 * Simple preference optimisation: −log σ(β (chosen − rejected) − γ), of log probabilities averaged over tokens.
 *
 * When to use: as `dpo`, without a reference model in memory.
 *
 * @param chosen @param rejected [batch].
 * @throws ShapeError, DTypeError; ArgumentError for options out of range.
 * Source: Meng et al. 2024, arXiv:2405.14734.
 */
export function simpo(chosen: Tensor, rejected: Tensor, options: SimpoOptions = {}): Tensor {
  checkLossOptions('simpo', options, ['beta', 'gamma']);
  const { beta = 2, gamma = 1 } = options;
  requireAlike('simpo', { chosen, rejected });
  requireRank('simpo', 'chosen', chosen, 'batch');
  requireNumber('simpo', 'beta', beta, positive);
  requireNumber('simpo', 'gamma', gamma, nonNegative);
  return finish('simpo', preference(sub(mul(sub(chosen, rejected), beta), gamma), 0), options);
}
