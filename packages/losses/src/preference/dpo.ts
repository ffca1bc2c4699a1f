import { add, mul, neg, softplus, square, sub, type Tensor } from '@saddlepoint/tensor';
import { positive, requireAlike, requireNumber, requireParts, requireRank } from '../internal/checks.js';
import { checkLossOptions, finish, type LossOptions } from '../internal/loss.js';

/** Log probabilities of whole answers, each [batch]. No gradient is needed to the reference model's. */
export interface PreferencePairs {
  policyChosen: Tensor;
  policyRejected: Tensor;
  referenceChosen: Tensor;
  referenceRejected: Tensor;
}

export interface DpoOptions extends LossOptions {
  /** How close to the reference model to stay, > 0. Default 0.1. */
  beta?: number;
  /** Probability that a preference is noted the wrong way round, from 0 up to ½. Default 0. */
  labelSmoothing?: number;
}

const smoothing = { text: 'from 0 up to but not 0.5', test: (x: number) => x >= 0 && x < 0.5 };

/**
 * Direct preference optimisation: −log σ(β Δ), Δ = (π_c − ref_c) − (π_r − ref_r), of summed log probabilities.
 *
 * When to use: tune a language model on pairs of answers without a reward model. Where it overfits: `ipo`; without
 * pairs: `kto`; without a reference model: `simpo`.
 *
 * @param pairs log probabilities, [batch] each.
 * @throws ShapeError, DTypeError; ArgumentError for options out of range.
 * Source: Rafailov et al. 2023, arXiv:2305.18290; smoothing: Mitchell 2023, "A note on DPO with noisy preferences"
 * (cDPO).
 */
export function dpo(pairs: PreferencePairs, options: DpoOptions = {}): Tensor {
  checkLossOptions('dpo', options, ['beta', 'labelSmoothing']);
  const { beta = 0.1, labelSmoothing = 0 } = options;
  requireNumber('dpo', 'beta', beta, positive);
  requireNumber('dpo', 'labelSmoothing', labelSmoothing, smoothing);
  return finish('dpo', preference(mul(advantage('dpo', pairs), beta), labelSmoothing), options);
}

/** −(1 − ε) log σ(x) − ε log σ(−x). */
export function preference(x: Tensor, labelSmoothing: number): Tensor {
  return add(softplus(neg(x)), mul(x, labelSmoothing));
}

/** By how much more than the reference model the policy prefers the chosen answer. */
function advantage(owner: string, pairs: PreferencePairs): Tensor {
  requireParts(owner, pairs, 'policyChosen, policyRejected, referenceChosen, referenceRejected');
  const { policyChosen, policyRejected, referenceChosen, referenceRejected } = pairs;
  requireAlike(owner, { policyChosen, policyRejected, referenceChosen, referenceRejected });
  requireRank(owner, 'policyChosen', policyChosen, 'batch');
  return sub(sub(policyChosen, referenceChosen), sub(policyRejected, referenceRejected));
}

export interface IpoOptions extends LossOptions {
  /** The margin aimed at is 1 / 2β, > 0. Default 0.1. */
  beta?: number;
}

/**
 * Identity preference optimisation: (Δ − 1 / 2β)², Δ as in {@link dpo} but of log probabilities averaged over tokens.
 *
 * When to use: preferences that are nearly always the same way, where DPO's Δ runs away.
 *
 * @param pairs log probabilities, [batch] each.
 * @throws ShapeError, DTypeError; ArgumentError for beta ≤ 0.
 * Source: Azar et al. 2023, arXiv:2310.12036 (its τ is our beta).
 */
export function ipo(pairs: PreferencePairs, options: IpoOptions = {}): Tensor {
  checkLossOptions('ipo', options, ['beta']);
  const { beta = 0.1 } = options;
  requireNumber('ipo', 'beta', beta, positive);
  return finish('ipo', square(sub(advantage('ipo', pairs), 1 / (2 * beta))), options);
}
