import { ones as onesTensor } from '@saddlepoint/tensor';
import type { Initializer } from './initializer.js';

/** All 1: the scale of a normalisation. */
export function ones(): Initializer {
  return (_key, shape) => onesTensor(shape);
}
