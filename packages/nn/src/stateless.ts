import type { Tensor } from '@saddlepoint/tensor';
import { checked } from './checked.js';
import type { Context, Layer, NoParams } from './layer.js';

/** A layer without parameters from a function. `name` stands in errors. */
export function stateless(fn: (x: Tensor, context?: Context) => Tensor, name = 'stateless'): Layer<NoParams> {
  return checked(name, { init: () => ({}), apply: (_params, x, context) => fn(x, context) });
}
