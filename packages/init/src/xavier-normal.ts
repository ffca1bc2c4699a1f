import { normal } from '@saddlepoint/tensor';
import type { Initializer } from './initializer.js';
import { type XavierOptions, xavierStd } from './internal/xavier.js';

/**
 * N(0, gain² · 2 / (fanIn + fanOut)): a compromise between the variance of the signal and that of the gradient.
 *
 * The choice before tanh, sigmoid and softmax; take {@link kaimingNormal} before rectifiers.
 *
 * @param options gain (default 1), axes.
 * @throws ArgumentError for a gain that is not above 0; ShapeError for a shape without fans.
 * Source: Glorot, Bengio, "Understanding the difficulty of training deep feedforward neural networks" (2010);
 * `torch.nn.init.xavier_normal_`.
 */
export function xavierNormal(options: XavierOptions = {}): Initializer {
  const std = xavierStd('xavierNormal', options);
  return (key, shape, fans) => normal(key, shape, { std: std(shape, fans) });
}
