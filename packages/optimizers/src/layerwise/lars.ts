import { add, cast, checkOptions, mul, type Tensor } from '@saddlepoint/tensor';
import type { AddDecayedWeightsOptions } from '../add-decayed-weights.js';
import { alias } from '../chain.js';
import { requireNonNegative, requirePositive } from '../internal/check.js';
import { descend } from '../internal/descent.js';
import { matcher } from '../internal/match.js';
import { zipTensors } from '../internal/trees.js';
import { momentum } from '../momentum.js';
import type { Match, Transform } from '../transform.js';
import { norm, trustRatio } from './trust-ratio.js';

export interface ScaleByLarsOptions extends Partial<AddDecayedWeightsOptions> {
  /** Times the ratio, above 0. Default 1e-3. */
  trustCoefficient?: number;
  /** Added to the denominator of the ratio, from 0 up. Default 0; timm has 1e-8. */
  eps?: number;
  /** ‖g + λθ‖ in the denominator, Optax's form, instead of ‖g‖ + λ‖θ‖, the paper's and timm's. Default false. */
  jointNorm?: boolean;
  /** Which parameters the ratio scales. Default all. */
  trustRatioMask?: Match;
}

/**
 * Decayed gradients in proportion to the size of their parameter: update = c‖θ‖ / (‖g‖ + λ‖θ‖ + ε) · (g + λθ).
 *
 * The norms are those of the whole tensor; the ratio is 1 where one of them is 0. Stateless.
 *
 * @throws ArgumentError for options out of range.
 * Source: You, Gitman, Ginsburg, "Large batch training of convolutional networks" (2017), arXiv:1708.03888.
 */
export function scaleByLars(options: ScaleByLarsOptions = {}): Transform {
  checkOptions('scaleByLars', options, [...larsOptions]);
  const { weightDecay = 0, jointNorm = false } = options;
  const decays = matcher('scaleByLars: mask', options.mask ?? '**');
  const scales = matcher('scaleByLars: trustRatioMask', options.trustRatioMask ?? '**');
  requireNonNegative('scaleByLars', 'weightDecay', weightDecay);
  const coefficient = requirePositive('scaleByLars', 'trustCoefficient', options.trustCoefficient ?? 1e-3);
  const eps = requireNonNegative('scaleByLars', 'eps', options.eps ?? 0);
  const scale = (g: Tensor, p: Tensor, path: string): Tensor => {
    const strength = decays(p, path) ? weightDecay : 0;
    const decayed = strength === 0 ? g : add(g, mul(p, strength));
    if (!scales(p, path)) return decayed;
    const [size, update] = [norm(p), norm(jointNorm ? decayed : g)];
    const whole = jointNorm ? update : add(update, mul(size, strength));
    return mul(decayed, cast(trustRatio(size, update, add(whole, eps), coefficient), g.dtype));
  };
  return {
    name: 'lars',
    init: () => ({}),
    update: (grads, _state, params) => ({
      updates: zipTensors('scaleByLars', grads, params, scale, ['gradients', 'params']),
      state: {},
    }),
  };
}

const larsOptions = ['weightDecay', 'mask', 'trustCoefficient', 'eps', 'jointNorm', 'trustRatioMask'] as const;

export interface LarsOptions extends ScaleByLarsOptions {
  /** γ, from 0 up. Default 1: the ratio sets the size. */
  learningRate?: number;
  /** From 0 to below 1. Default 0.9. */
  momentum?: number;
  /** Look ahead by one step. Default false. */
  nesterov?: boolean;
  /** The rate enters the momentum buffer, as in the paper and in Optax; timm applies it after. Default true. */
  learningRateInMomentum?: boolean;
}

/**
 * LARS: v ← μv + γ · c‖θ‖ / (‖g‖ + λ‖θ‖) · (g + λθ), θ ← θ − v, with a ratio for each tensor.
 *
 * SGD for very large batches on convolutional networks; leave biases and normalisation scales out of `mask` and
 * `trustRatioMask`: `(x) => x.rank > 1`. With { jointNorm: true } it is `optax.lars`; with { eps: 1e-8,
 * learningRateInMomentum: false } it is timm's.
 * Moves 28 bytes a parameter: 8 to read g and θ for the norms, then 20 to read g, v, θ and write v, θ.
 *
 * @throws ArgumentError for options out of range.
 * Source: You, Gitman, Ginsburg, "Large batch training of convolutional networks" (2017), arXiv:1708.03888.
 */
export function lars(options: LarsOptions = {}): Transform {
  const own = ['learningRate', 'momentum', 'nesterov', 'learningRateInMomentum'];
  checkOptions('lars', options, [...own, ...larsOptions]);
  const { learningRate = 1, momentum: mu = 0.9, nesterov = false, learningRateInMomentum = true, ...rest } = options;
  const [descent, buffer] = [descend('lars', learningRate), momentum({ momentum: mu, nesterov })];
  return alias('lars', scaleByLars(rest), ...(learningRateInMomentum ? [descent, buffer] : [buffer, descent]));
}
