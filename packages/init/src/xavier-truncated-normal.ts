import type { Initializer } from './initializer.js';
import { scaled } from './internal/scaled.js';
import { type XavierOptions, xavierStd } from './internal/xavier.js';

/**
 * A normal cut at ±2 standard deviations and stretched to variance gain² · 2 / (fanIn + fanOut): {@link xavierNormal}
 * without its tails, Keras's and JAX's `glorot_normal`.
 *
 * @param options gain (default 1), axes.
 * @throws ArgumentError for a gain that is not above 0; ShapeError for a shape without fans.
 * Source: Glorot, Bengio, "Understanding the difficulty of training deep feedforward neural networks" (2010);
 * `jax.nn.initializers.glorot_normal`.
 */
export function xavierTruncatedNormal(options: XavierOptions = {}): Initializer {
  const std = xavierStd('xavierTruncatedNormal', options);
  return (key, shape, fans) => scaled('truncatedNormal', key, shape, std(shape, fans));
}
