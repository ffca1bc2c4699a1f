import { normal } from '@saddlepoint/tensor';
import type { Initializer } from './initializer.js';
import { type KaimingOptions, kaimingStd } from './internal/kaiming.js';

/**
 * N(0, gain² / fan): the signal keeps its variance through layers with rectifiers.
 *
 * The choice for ReLU networks; take {@link xavierNormal} before tanh and sigmoid.
 *
 * @param options mode `fanIn` or `fanOut` (default `fanIn`), nonlinearity (default `relu`), negativeSlope, axes.
 * @throws ArgumentError for an unknown mode or nonlinearity; ShapeError for a shape without fans.
 * Source: He, Zhang, Ren, Sun, "Delving deep into rectifiers" (2015), arXiv:1502.01852; `torch.nn.init.kaiming_normal_`.
 */
export function kaimingNormal(options: KaimingOptions = {}): Initializer {
  const std = kaimingStd('kaimingNormal', options);
  return (key, shape, fans) => normal(key, shape, { std: std(shape, fans) });
}
