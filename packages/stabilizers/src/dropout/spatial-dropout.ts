import { bernoulli, cast, mul, ShapeError, showShape, type Tensor } from '@saddlepoint/tensor';
import { rateBelowOne, requireFloat, requireNumber } from '../internal/check.js';
import { type LayerLike, requireNoise } from '../internal/layer.js';

/**
 * In training, sets whole channels to 0 with probability `rate`, each of each sample by itself, and divides the others by
 * 1 − rate; otherwise does nothing. [N, C, …] → the same. `torch.nn.Dropout1d`, `2d` and `3d`.
 *
 * When to use: in place of dropout between convolutions, whose neighbours tell a dropped value anyway. Needs
 * `context.key` in training.
 *
 * @param rate from 0 up to, but not including, 1. Default 0.5.
 * @throws ArgumentError for another rate, or a training pass without a key; ShapeError for an input without space.
 * Source: Tompson et al. 2014, arXiv:1411.4280.
 */
export function spatialDropout(rate = 0.5): LayerLike<Record<string, never>> {
  return dropShape('spatialDropout', rate, (x) => {
    if (x.rank < 3) {
      throw new ShapeError(`spatialDropout: input ${showShape(x.shape)} must be [batch, channels, size, …]`);
    }
    return x.shape.map((d, axis) => (axis < 2 ? d : 1));
  });
}

/** A layer that drops parts of its input together: one draw for each entry of a shape that broadcasts to the input's. */
export function dropShape(
  owner: string,
  rate: number,
  shapeOf: (x: Tensor) => readonly number[],
): LayerLike<Record<string, never>> {
  requireNumber(owner, 'rate', rate, rateBelowOne);
  return {
    init: () => ({}),
    apply(_params, x, context) {
      requireFloat(owner, 'input', x);
      const shape = shapeOf(x);
      if (!context?.training || rate === 0) return x;
      const keep = bernoulli(requireNoise(owner, context), 1 - rate, shape);
      return mul(x, cast(keep, x.dtype).mul(1 / (1 - rate)));
    },
  };
}
