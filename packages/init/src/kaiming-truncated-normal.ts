import type { Initializer } from './initializer.js';
import { type KaimingOptions, kaimingStd } from './internal/kaiming.js';
import { scaled } from './internal/scaled.js';

/**
 * A normal cut at ±2 standard deviations and stretched to variance gain² / fan: {@link kaimingNormal} without its tails,
 * Keras's and JAX's `he_normal`.
 *
 * @param options mode `fanIn` or `fanOut` (default `fanIn`), nonlinearity (default `relu`), negativeSlope, axes.
 * @throws ArgumentError for an unknown mode or nonlinearity; ShapeError for a shape without fans.
 * Source: He, Zhang, Ren, Sun, "Delving deep into rectifiers" (2015), arXiv:1502.01852; `jax.nn.initializers.he_normal`.
 */
export function kaimingTruncatedNormal(options: KaimingOptions = {}): Initializer {
  const std = kaimingStd('kaimingTruncatedNormal', options);
  return (key, shape, fans) => scaled('truncatedNormal', key, shape, std(shape, fans));
}
