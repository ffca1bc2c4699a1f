import { add, ShapeError, sameShape, showShape } from '@saddlepoint/tensor';
import { count, rateBelowOne, requireNumber } from '../internal/check.js';
import { insideOf, type LayerLike, requireLayer } from '../internal/layer.js';
import { dropShape } from './spatial-dropout.js';

/**
 * In training, sets whole samples to 0 with probability `rate` and divides the others by 1 − rate; otherwise does
 * nothing. [N, …] → the same. timm's `DropPath`, `torchvision.ops.stochastic_depth` in mode `row`.
 *
 * When to use: as the last part of a residual branch; {@link stochasticDepth} puts it there. Needs `context.key`.
 *
 * @param rate from 0 up to, but not including, 1. Default 0.1.
 * @throws ArgumentError for another rate, or a training pass without a key; ShapeError for a scalar.
 * Source: Huang et al. 2016, arXiv:1603.09382; Larsson et al. 2016 (FractalNet), arXiv:1605.07648.
 */
export function dropPath(rate = 0.1): LayerLike<Record<string, never>> {
  return dropShape('dropPath', rate, (x) => {
    if (x.rank === 0) throw new ShapeError('dropPath: input [] must have a batch axis');
    return x.shape.map((d, axis) => (axis === 0 ? d : 1));
  });
}

/**
 * A residual block that training passes skip at random, sample by sample: x + dropPath(layer(x)). Parameters and state
 * are the layer's own.
 *
 * When to use: residual networks of some ten blocks and more, transformers among them, trained long on little data.
 *
 * @param layer one that keeps the shape @param rate from 0 up to, but not including, 1; take {@link dropPathRates} for the
 *   blocks of a deep network.
 * @throws as {@link dropPath}; ShapeError when the layer changes the shape.
 * Source: Huang et al. 2016, "Deep networks with stochastic depth", arXiv:1603.09382.
 */
export function stochasticDepth<P>(layer: LayerLike<P>, rate = 0.1): LayerLike<P> {
  requireLayer('stochasticDepth', layer);
  requireNumber('stochasticDepth', 'rate', rate, rateBelowOne);
  const drop = dropPath(rate);
  return {
    ...insideOf(layer),
    init: (key) => layer.init(key),
    apply(params, x, context) {
      const y = layer.apply(params, x, context);
      if (!sameShape(y.shape, x.shape)) {
        throw new ShapeError(
          `stochasticDepth: the layer makes ${showShape(y.shape)} of ${showShape(x.shape)}; a residual branch keeps the shape`,
        );
      }
      return add(x, drop.apply({}, y, context));
    },
  };
}

/**
 * Rates that rise linearly from 0 at the first of `depth` blocks to `rate` at the last: timm's `drop_path_rate`.
 *
 * When to use: for {@link stochasticDepth}: the first blocks are worth more than the last.
 *
 * @param rate from 0 up to, but not including, 1 @param depth from 1 up.
 * @throws ArgumentError for numbers out of range.
 * Source: Huang et al. 2016, arXiv:1603.09382 (the linear decay of its survival probabilities).
 */
export function dropPathRates(rate: number, depth: number): number[] {
  requireNumber('dropPathRates', 'rate', rate, rateBelowOne);
  requireNumber('dropPathRates', 'depth', depth, count);
  return Array.from({ length: depth }, (_, i) => (depth === 1 ? 0 : (rate * i) / (depth - 1)));
}
