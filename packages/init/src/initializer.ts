import type { Shape, Tensor } from '@saddlepoint/tensor';
import type { Fans } from './fans.js';

/**
 * Makes the first values of one parameter: a float32 tensor of `shape` from a key that is used for nothing else.
 *
 * `fans` are what the layer knows about the parameter: needed where the shape does not tell (a bias takes its weight's
 * fans). Schemes that scale with the fans work them out from the shape when they are not given.
 */
export type Initializer = (key: Tensor, shape: Shape, fans?: Fans) => Tensor;
