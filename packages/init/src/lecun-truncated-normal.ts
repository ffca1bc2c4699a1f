import type { Initializer } from './initializer.js';
import { type LecunOptions, lecun } from './internal/lecun.js';

/**
 * A normal cut at ±2 standard deviations and stretched to variance 1 / fanIn.
 *
 * The choice for linear layers and self-normalising networks (SELU); take {@link kaimingNormal} before rectifiers.
 *
 * @param options axes.
 * @throws ShapeError for a shape without fans.
 * Source: LeCun, Bottou, Orr, Müller, "Efficient BackProp" (1998); `jax.nn.initializers.lecun_normal`.
 */
export function lecunTruncatedNormal(options: LecunOptions = {}): Initializer {
  return lecun('lecunTruncatedNormal', 'truncatedNormal', options);
}
