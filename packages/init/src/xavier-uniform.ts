import { uniform } from '@saddlepoint/tensor';
import type { Initializer } from './initializer.js';
import { type XavierOptions, xavierStd } from './internal/xavier.js';

/**
 * Uniform on ±gain · √(6 / (fanIn + fanOut)): the variance of {@link xavierNormal} without its tails.
 *
 * The choice before tanh, sigmoid and softmax, and Keras's default; take {@link kaimingUniform} before rectifiers.
 *
 * @param options gain (default 1), axes.
 * @throws ArgumentError for a gain that is not above 0; ShapeError for a shape without fans.
 * Source: Glorot, Bengio, "Understanding the difficulty of training deep feedforward neural networks" (2010);
 * `torch.nn.init.xavier_uniform_`.
 */
export function xavierUniform(options: XavierOptions = {}): Initializer {
  const std = xavierStd('xavierUniform', options);
  return (key, shape, fans) => {
    const bound = Math.sqrt(3) * std(shape, fans);
    return uniform(key, shape, { min: -bound, max: bound });
  };
}
