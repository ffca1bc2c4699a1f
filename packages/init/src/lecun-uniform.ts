import type { Initializer } from './initializer.js';
import { type LecunOptions, lecun } from './internal/lecun.js';

/**
 * Uniform on ±√(3 / fanIn): the variance of {@link lecunNormal} without its tails.
 *
 * The choice for linear layers and self-normalising networks (SELU); take {@link kaimingNormal} before rectifiers.
 *
 * @param options axes.
 * @throws ShapeError for a shape without fans.
 * Source: LeCun, Bottou, Orr, Müller, "Efficient BackProp" (1998); `jax.nn.initializers.lecun_uniform`.
 */
export function lecunUniform(options: LecunOptions = {}): Initializer {
  return lecun('lecunUniform', 'uniform', options);
}
