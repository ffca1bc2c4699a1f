import { zeros as zerosTensor } from '@saddlepoint/tensor';
import type { Initializer } from './initializer.js';

/**
 * All 0: biases, the shift of a normalisation, and the last layer of a residual branch that shall start as nothing.
 * Never the weights of two layers in a row: neither would get a gradient.
 */
export function zeros(): Initializer {
  return (_key, shape) => zerosTensor(shape);
}
