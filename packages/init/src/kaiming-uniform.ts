import { uniform } from '@saddlepoint/tensor';
import type { Initializer } from './initializer.js';
import { type KaimingOptions, kaimingStd } from './internal/kaiming.js';

/**
 * Uniform on ±gain · √(3 / fan): the variance of {@link kaimingNormal} without its tails.
 *
 * With `{ nonlinearity: 'leakyRelu', negativeSlope: Math.sqrt(5) }` it is U(±1/√fanIn), PyTorch's default for linear and
 * convolution layers.
 *
 * @param options mode `fanIn` or `fanOut` (default `fanIn`), nonlinearity (default `relu`), negativeSlope, axes.
 * @throws ArgumentError for an unknown mode or nonlinearity; ShapeError for a shape without fans.
 * Source: He, Zhang, Ren, Sun, "Delving deep into rectifiers" (2015), arXiv:1502.01852; `torch.nn.init.kaiming_uniform_`.
 */
export function kaimingUniform(options: KaimingOptions = {}): Initializer {
  const std = kaimingStd('kaimingUniform', options);
  return (key, shape, fans) => {
    const bound = Math.sqrt(3) * std(shape, fans);
    return uniform(key, shape, { min: -bound, max: bound });
  };
}
