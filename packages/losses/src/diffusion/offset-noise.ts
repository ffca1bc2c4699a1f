import { add, cast, mul, normal, requireKey, type Tensor } from '@saddlepoint/tensor';
import { nonNegative, requireNumber, requireRank } from '../internal/checks.js';
import { requireFloats } from '../internal/floats.js';

/**
 * noise + strength · one normal number for each sample and channel, so that the model learns to change an image's
 * brightness.
 *
 * When to use: fine-tuning on schedules whose last step is not pure noise; the cure at the root is zero terminal SNR.
 *
 * @param noise [batch, channels, ...pixels] @param strength ≥ 0. Default 0.1.
 * @throws ShapeError, DTypeError; ArgumentError for a negative strength. Source: Guttenberg 2023, "Diffusion with
 *   Offset Noise".
 */
export function offsetNoise(key: Tensor, noise: Tensor, strength = 0.1): Tensor {
  requireKey('offsetNoise', 'key', key);
  requireFloats('offsetNoise', { noise });
  requireRank('offsetNoise', 'noise', noise, 'batch, channels, pixels', false);
  requireNumber('offsetNoise', 'strength', strength, nonNegative);
  const shape = noise.shape.map((d, i) => (i < 2 ? d : 1));
  return add(noise, mul(cast(normal(key, shape), noise.dtype), strength));
}
