import type { Tensor } from '@saddlepoint/tensor';
import type { Context, Layer, NoParams } from './layer.js';

/** A layer without parameters from a function. */
export function stateless(fn: (x: Tensor, context?: Context) => Tensor): Layer<NoParams> {
  return { init: () => ({}), apply: (_params, x, context) => fn(x, context) };
}
