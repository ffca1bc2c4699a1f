import {
  ArgumentError,
  add,
  checkOptions,
  div,
  full,
  maximum,
  mul,
  rsqrt,
  sqrt,
  sub,
  type Tensor,
  zerosLike,
} from '@saddlepoint/tensor';
import { alias } from '../chain.js';
import { requireDecay, requireNonNegative } from '../internal/check.js';
import { decay as decayLinks, descend } from '../internal/descent.js';
import { leafwise } from '../internal/leafwise.js';
import { average, correction } from '../internal/moments.js';
import { momentum } from '../momentum.js';
import type { Transform } from '../transform.js';

export interface ScaleByRmsOptions {
  /** α, the decay of the running mean of g², from 0 to below 1. Default 0.99, PyTorch's; Optax and Keras have 0.9. */
  decay?: number;
  /** Added to the denominator, from 0 up. Default 1e-8. */
  eps?: number;
  /** √(v + ε), the form of TensorFlow, Keras and Optax, instead of √v + ε, PyTorch's. Default false. */
  epsInSqrt?: boolean;
  /** Subtract the squared running mean of g, so that the denominator is a standard deviation. Default false. */
  centered?: boolean;
  /** What v starts from, from 0 up. Default 0; TensorFlow's first version has 1. */
  initialScale?: number;
  /** Divide v by 1 − αᵗ: Adam without momentum. Not together with `centered`. Default false. */
  biasCorrection?: boolean;
}

/**
 * Gradients divided by their running root mean square: v ← αv + (1 − α)g², update = g / (√v + ε).
 *
 * Centred, v − m² takes the place of v, where m ← αm + (1 − α)g. State: `nu` (v),
 * centred also `mu` (m), with bias correction also `step`.
 *
 * @throws ArgumentError for a decay outside [0, 1) or negative options.
 * Source: Hinton, lecture 6e of "Neural networks for machine learning" (2012); centred: Graves (2013), arXiv:1308.0850.
 */
export function scaleByRms(options: ScaleByRmsOptions = {}): Transform {
  checkOptions('scaleByRms', options, rmsOptions);
  const { epsInSqrt = false, centered = false, biasCorrection = false } = options;
  if (centered && biasCorrection) throw new ArgumentError('scaleByRms: biasCorrection is not for centered');
  const decay = requireDecay('scaleByRms', 'decay', options.decay ?? 0.99);
  const eps = requireNonNegative('scaleByRms', 'eps', options.eps ?? 1e-8);
  const start = requireNonNegative('scaleByRms', 'initialScale', options.initialScale ?? 0);
  const initial = (param: Tensor) => full(param.shape, start, param.dtype);
  const scale = (g: Tensor, v: Tensor) => (epsInSqrt ? mul(g, rsqrt(add(v, eps))) : div(g, add(sqrt(v), eps)));
  if (!centered) {
    return leafwise({
      name: 'rms',
      owner: 'scaleByRms',
      state: { nu: initial },
      ...(biasCorrection ? { numbers: (step: Tensor) => ({ part: correction(step, decay) }) } : {}),
      rule(g, state, { part }: { part?: Tensor }) {
        const nu = average(state.nu, mul(g, g), decay);
        return { update: scale(g, part ? div(nu, part) : nu), nu };
      },
    });
  }
  return leafwise({
    name: 'rms',
    owner: 'scaleByRms',
    state: { mu: zerosLike, nu: initial },
    rule(g, state) {
      const mu = average(state.mu, g, decay);
      const nu = average(state.nu, mul(g, g), decay);
      // Rounding can take a variance below 0, and its root to NaN.
      return { update: scale(g, maximum(sub(nu, mul(mu, mu)), 0)), mu, nu };
    },
  });
}

const rmsOptions = ['decay', 'eps', 'epsInSqrt', 'centered', 'initialScale', 'biasCorrection'] as const;

export interface RmspropOptions extends ScaleByRmsOptions {
  /** From 0 up. Default 1e-2. */
  learningRate?: number;
  /** From 0 to below 1. Default 0: no buffer. */
  momentum?: number;
  /** The rate enters the momentum buffer, as in TensorFlow and Keras: another trajectory once it changes. Default false. */
  learningRateInMomentum?: boolean;
  /** L2 regularisation: adds weightDecay · parameter to the gradient. Default 0. */
  weightDecay?: number;
}

/**
 * RMSprop: θ ← θ − η g / (√v + ε), `torch.optim.RMSprop`, its defaults included.
 *
 * { decay: 0.9, eps: 1e-10, epsInSqrt: true, initialScale: 1, momentum: 0.9, learningRateInMomentum: true } is
 * TensorFlow's first form, which published results of EfficientNet and MobileNet need; Keras's is the same with an
 * initialScale of 0 and an eps of 1e-7. For recurrent networks, reinforcement learning and {@link wganRmsprop}.
 * Moves 20 bytes a parameter (reads g, v, θ; writes v, θ), 8 more for each of `centered` and `momentum`.
 *
 * @throws ArgumentError for options out of range.
 * Source: Hinton, lecture 6e of "Neural networks for machine learning" (2012).
 */
export function rmsprop(options: RmspropOptions = {}): Transform {
  const own = ['learningRate', 'momentum', 'learningRateInMomentum', 'weightDecay'];
  checkOptions('rmsprop', options, [...own, ...rmsOptions]);
  const { learningRate = 1e-2, momentum: mu = 0, learningRateInMomentum = false, weightDecay = 0, ...rest } = options;
  const buffer = mu === 0 ? [] : [momentum({ momentum: mu })];
  const descent = descend('rmsprop', learningRate);
  const last = learningRateInMomentum ? [descent, ...buffer] : [...buffer, descent];
  return alias('rmsprop', ...decayLinks(weightDecay), scaleByRms(rest), ...last);
}
