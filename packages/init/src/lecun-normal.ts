import type { Initializer } from './initializer.js';
import { type LecunOptions, lecun } from './internal/lecun.js';

/**
 * N(0, 1 / fanIn): a linear layer keeps the variance of its input.
 *
 * The choice for linear layers and self-normalising networks (SELU); take {@link kaimingNormal} before rectifiers.
 *
 * @param options axes.
 * @throws ShapeError for a shape without fans.
 * Source: LeCun, Bottou, Orr, Müller, "Efficient BackProp" (1998); a true normal, where `jax.nn.initializers.lecun_normal` is truncated.
 */
export function lecunNormal(options: LecunOptions = {}): Initializer {
  return lecun('lecunNormal', 'normal', options);
}
