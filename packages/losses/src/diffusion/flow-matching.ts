import {
  add,
  checkOptions,
  cos,
  mul,
  normal,
  requireKey,
  sigmoid,
  square,
  sub,
  type Tensor,
  uniform,
} from '@saddlepoint/tensor';
import {
  count as atLeastOne,
  finite,
  fraction,
  positive,
  requireAlike,
  requireNumber,
  requireParts,
  requireValues,
} from '../internal/checks.js';
import { requireFloats } from '../internal/floats.js';
import { perSampleFactor } from './targets.js';

export interface FlowMatchingOptions {
  /** σ_min of the optimal-transport path, from 0 to 1. Default 0: the straight line of rectified flow. */
  sigma?: number;
}

/**
 * A point on the way from noise to data and the velocity there: x_t = (1 − (1 − σ) t) noise + t data, u = data − (1 −
 * σ) noise. Train the network on `diffusionLoss(network(point, t), velocity)`.
 *
 * When to use: straight paths, few sampling steps (rectified flow, SD3, Flux). Papers differ in which end t = 1 is:
 * here the data.
 *
 * @param ends noise and data [batch, ...] of one shape @param t [batch], from 0 (noise) to 1 (data).
 * @throws ShapeError, DTypeError; ArgumentError for times outside 0 … 1 where they are known.
 * Source: Liu et al. 2022, arXiv:2209.03003; Lipman et al. 2022, arXiv:2210.02747.
 */
export function flowMatching(
  ends: { noise: Tensor; data: Tensor },
  t: Tensor,
  options: FlowMatchingOptions = {},
): { point: Tensor; velocity: Tensor } {
  checkOptions('flowMatching', options, ['sigma']);
  const { sigma = 0 } = options;
  requireParts('flowMatching', ends, 'noise, data');
  const { noise, data } = ends;
  requireAlike('flowMatching', { noise, data });
  requireFloats('flowMatching', { data, t });
  requireNumber('flowMatching', 'sigma', sigma, fraction);
  requireValues('flowMatching', 't', t, fraction);
  const velocity = sub(data, mul(noise, 1 - sigma));
  return { point: add(noise, mul(velocity, perSampleFactor('flowMatching', 't', t, data))), velocity };
}

export interface LogitNormalOptions {
  /** Default 0; above 0 more towards t = 1. */
  mean?: number;
  /** > 0. Default 1. */
  std?: number;
}

/**
 * Times σ(mean + std · n), n normal: more in the middle, where the velocity is hardest to tell. float32 [count].
 *
 * When to use: the default of rectified-flow training (SD3); uniform times waste steps at the two easy ends.
 *
 * @param key fresh each step @param count from 1 up.
 * @throws ArgumentError for what is no key, and numbers out of range.
 * Source: Esser et al. 2024, "Scaling Rectified Flow Transformers" (SD3), arXiv:2403.03206.
 */
export function logitNormalTimes(key: Tensor, count: number, options: LogitNormalOptions = {}): Tensor {
  checkOptions('logitNormalTimes', options, ['mean', 'std']);
  const { mean = 0, std = 1 } = options;
  requireKey('logitNormalTimes', 'key', key);
  requireNumber('logitNormalTimes', 'std', std, positive);
  requireNumber('logitNormalTimes', 'mean', mean, finite);
  requireNumber('logitNormalTimes', 'count', count, atLeastOne);
  return sigmoid(add(mul(normal(key, [count]), std), mean));
}

/**
 * Times 1 − u − s (cos²(π u / 2) − 1 + u), u uniform: SD3's mode sampling, heavier in the middle for s > 0, uniform for
 * 0. float32 [count].
 *
 * When to use: as {@link logitNormalTimes}, but times near 0 and 1 keep some weight.
 *
 * @param key fresh each step @param count from 1 up @param scale s, from −1 to 2 / (π − 2) ≈ 1.752. Default 1.29.
 * @throws ArgumentError for what is no key, and numbers out of range. Source: Esser et al. 2024, arXiv:2403.03206.
 */
export function modeTimes(key: Tensor, count: number, scale = 1.29): Tensor {
  requireKey('modeTimes', 'key', key);
  requireNumber('modeTimes', 'count', count, atLeastOne);
  const largest = 2 / (Math.PI - 2);
  requireNumber('modeTimes', 'scale', scale, { text: 'from −1 to 2 / (π − 2)', test: (s) => s >= -1 && s <= largest });
  return modeOf(uniform(key, [count]), scale);
}

/** The same from given u. */
export function modeOf(u: Tensor, scale: number): Tensor {
  const bend = add(sub(square(cos(mul(u, Math.PI / 2))), 1), u);
  return sub(sub(1, u), mul(bend, scale));
}
