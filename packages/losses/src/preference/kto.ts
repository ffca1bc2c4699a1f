import { DTypeError, mul, requireTensor, sigmoid, sub, type Tensor, where } from '@saddlepoint/tensor';
import {
  nonNegative,
  positive,
  requireAlike,
  requireNumber,
  requireParts,
  requireRank,
  requireScalar,
  requireShape,
} from '../internal/checks.js';
import { requireFloats } from '../internal/floats.js';
import { checkLossOptions, finish, type LossOptions } from '../internal/loss.js';

/** Single answers, each judged good or bad. */
export interface JudgedAnswers {
  /** Summed log probabilities, [batch]. */
  policy: Tensor;
  reference: Tensor;
  /** Bool [batch]. */
  desirable: Tensor;
  /** A scalar: the batch's estimate of KL(policy ‖ reference), ≥ 0, without a gradient; clip it at 0. */
  kl: Tensor;
}

export interface KtoOptions extends LossOptions {
  /** How close to the reference model to stay, > 0. Default 0.1. */
  beta?: number;
  /**
   * Weight of good answers, ≥ 0. Default 1. With n_good and n_bad, λ_good n_good / (λ_bad n_bad) should be 1 to 4/3.
   */
  desirableWeight?: number;
  /** Weight of bad answers, ≥ 0. Default 1. */
  undesirableWeight?: number;
}

/**
 * Kahneman-Tversky optimisation: λ [1 − σ(β (r − kl))] for good answers and λ [1 − σ(β (kl − r))] for bad ones,
 * r = policy − reference.
 *
 * When to use: judgements of single answers instead of pairs.
 *
 * @param answers log probabilities and judgements [batch], and a scalar.
 * @throws ShapeError, DTypeError; ArgumentError for options out of range, and for a kl known to be negative.
 * Source: Ethayarajh et al. 2024, arXiv:2402.01306.
 */
export function kto(answers: JudgedAnswers, options: KtoOptions = {}): Tensor {
  checkLossOptions('kto', options, ['beta', 'desirableWeight', 'undesirableWeight']);
  const { beta = 0.1, desirableWeight = 1, undesirableWeight = 1 } = options;
  requireParts('kto', answers, 'policy, reference, desirable, kl');
  const { policy, reference, desirable, kl } = answers;
  requireAlike('kto', { policy, reference });
  requireRank('kto', 'policy', policy, 'batch');
  requireFloats('kto', { policy, kl });
  requireTensor('kto', 'desirable', desirable);
  if (desirable.dtype !== 'bool') throw new DTypeError(`kto: desirable of dtype ${desirable.dtype} must be bool`);
  requireShape('kto', 'desirable', desirable, policy.shape);
  requireScalar('kto', 'kl', kl, nonNegative);
  requireNumber('kto', 'beta', beta, positive);
  requireNumber('kto', 'desirableWeight', desirableWeight, nonNegative);
  requireNumber('kto', 'undesirableWeight', undesirableWeight, nonNegative);
  // 1 − σ(x) = σ(−x).
  const gain = mul(sub(sub(policy, reference), kl), beta);
  const good = mul(sigmoid(mul(gain, -1)), desirableWeight);
  return finish('kto', where(desirable, good, mul(sigmoid(gain), undesirableWeight)), options);
}
