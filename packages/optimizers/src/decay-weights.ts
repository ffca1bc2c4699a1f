import { ArgumentError, mul, sub, type Tensor } from '@saddlepoint/tensor';
import { requireNonNegative, requireOneOf, requireOptions, requirePositive } from './internal/check.js';
import { rateFor, rateOf, requireRate } from './internal/learning-rate.js';
import { matcher, pathsOf, requireSome } from './internal/match.js';
import { zipTensors } from './internal/trees.js';
import type { Match, Transform } from './transform.js';

interface Common {
  /** λ, from 0 up. */
  weightDecay: number;
  /** Which parameters decay. Default all. */
  mask?: Match;
}

export type DecayWeightsOptions =
  | (Common & {
      /** η λ θ: `adamw`'s. */
      kind: 'decoupled';
      /** η, from 0 up; `extras.learningRate` of a step replaces it. */
      learningRate?: number;
    })
  | (Common & {
      /** η² / η_max · λ θ: equilibrium weight norms do not depend on the learning rate. */
      kind: 'corrected';
      learningRate?: number;
      /** η_max, above 0: the highest rate of the schedule. */
      maxLearningRate: number;
    })
  | (Common & {
      /** λ θ, whatever the rate; with maxLearningRate η / η_max · λ θ, which is the AdamW paper's form. */
      kind: 'independent';
      learningRate?: number;
      maxLearningRate?: number;
    });

/**
 * Weight decay after the learning rate: subtracts a part of each parameter from its update, by one of three rules.
 *
 * The last link of a chain, or the one after an alias: `chain(adam(), decayWeights({ kind: 'independent', … }))`. For the
 * coupled form, L2 regularisation, take {@link addDecayedWeights} before the scaling.
 *
 * @throws ArgumentError for values out of range, a rule without its maxLearningRate, a mask that matches nothing, or a step
 *   without learning rate.
 * Source: Loshchilov, Hutter (2017), arXiv:1711.05101 (independent); Defazio, "Why gradients rapidly increase near the
 * end of training" (2025), arXiv:2506.02285 (corrected).
 */
export function decayWeights(options: DecayWeightsOptions): Transform {
  const owner = 'decayWeights';
  requireOptions(owner, options, ['weightDecay', 'kind', 'learningRate', 'maxLearningRate', 'mask']);
  const { learningRate } = options;
  const kind = requireOneOf(owner, 'kind', options.kind, ['decoupled', 'corrected', 'independent']);
  const max = 'maxLearningRate' in options ? options.maxLearningRate : undefined;
  const decay = requireNonNegative(owner, 'weightDecay', options.weightDecay);
  requireRate(owner, learningRate);
  if (max !== undefined) requirePositive(owner, 'maxLearningRate', max);
  if ((kind === 'corrected' && max === undefined) || (kind === 'decoupled' && max !== undefined)) {
    throw new ArgumentError(`${owner}: '${kind}' ${max === undefined ? 'needs a' : 'has no'} maxLearningRate`);
  }
  const matches = matcher(`${owner}: mask`, options.mask ?? '**');
  const requireMatch = (params: unknown) => requireSome(`${owner}: the mask`, pathsOf(params, matches), params);
  const factorOf = (rate: number | Tensor): number | Tensor => {
    if (kind === 'decoupled') return mulNumbers(rate, decay);
    const share = mulNumbers(rate, decay / max!);
    return kind === 'independent' ? share : mulNumbers(share, rate);
  };
  return {
    name: owner,
    init(params) {
      requireMatch(params);
      return {};
    },
    update(grads, _state, params, extras) {
      requireMatch(params);
      const factor =
        kind === 'independent' && max === undefined ? decay : factorOf(rateOf(owner, extras, learningRate));
      const decayed = (u: Tensor, p: Tensor, path: string) =>
        matches(p, path) ? sub(u, mul(p, rateFor(p, factor))) : u;
      return { updates: zipTensors(owner, grads, params, decayed, ['updates', 'params']), state: {} };
    },
  };
}

function mulNumbers(a: number | Tensor, b: number | Tensor): number | Tensor {
  return typeof a === 'number' && typeof b === 'number' ? a * b : mul(a, b);
}
