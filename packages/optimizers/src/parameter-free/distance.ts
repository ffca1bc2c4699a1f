import { ArgumentError, cast, div, mul, scalar, sqrt, Tensor } from '@saddlepoint/tensor';
import { requireBetas, requireNonNegative, requirePositive } from '../internal/check.js';
import { rateTensorOf, requireRate } from '../internal/learning-rate.js';
import { correction } from '../internal/moments.js';
import { meanDecayOf } from '../internal/momentum.js';
import type { Extras } from '../transform.js';

/** What the methods that estimate the distance to the solution have in common. */
export interface DistanceOptions {
  /** A factor on the rate that is found, from 0 up; schedules act on it. Default 1. */
  learningRate?: number;
  /** Decay of the running means of g and g², each from 0 to below 1. Default [0.9, 0.999]. */
  betas?: readonly [number, number];
  /** Added to the denominator, above 0. Default 1e-8. */
  eps?: number;
  /** λ, from 0 up. Default 0. */
  weightDecay?: number;
  /** d₀, the first estimate of the distance to the solution, above 0. Default 1e-6. */
  initialDistance?: number;
  /** The estimate grows by this factor a step at most, above 1. Default none. */
  growthRate?: number;
  /** Correct the bias of both means. Default false. */
  biasCorrection?: boolean;
}

export const distanceOptions = [
  'learningRate',
  'betas',
  'eps',
  'weightDecay',
  'initialDistance',
  'growthRate',
  'biasCorrection',
] as const;

/** The options with their defaults. @throws ArgumentError for one out of range. */
export function checkDistance(owner: string, options: DistanceOptions) {
  const { learningRate = 1, betas = [0.9, 0.999], growthRate } = options;
  requireRate(owner, learningRate);
  requireBetas(owner, betas, 2);
  if (growthRate !== undefined && !(growthRate > 1)) {
    throw new ArgumentError(`${owner}: growthRate ${growthRate} must be above 1`);
  }
  return {
    betas,
    growthRate,
    eps: requirePositive(owner, 'eps', options.eps ?? 1e-8),
    d0: requirePositive(owner, 'initialDistance', options.initialDistance ?? 1e-6),
    weightDecay: requireNonNegative(owner, 'weightDecay', options.weightDecay ?? 0),
    /** dη in a step, times the correction of both means if that is on; β₁ and 1 − β₁. */
    paceOf(step: Tensor, distance: Tensor, extras: Extras | undefined) {
      const { beta, fresh } = meanDecayOf(owner, extras, betas[0]);
      const plain = mul(distance, rateTensorOf(owner, extras, learningRate));
      const factor = () => div(sqrt(correction(step, betas[1])), correction(step, beta));
      const pace = options.biasCorrection ? mul(plain, factor()) : plain;
      return { pace, fresh, beta1: beta instanceof Tensor ? cast(beta, 'float32') : scalar(beta, 'float32') };
    },
  };
}
