import { full } from '@saddlepoint/tensor';
import type { Initializer } from './initializer.js';
import { requireFinite } from './internal/check.js';

/**
 * All `value`: a bias that sets a starting point, such as 1 for an LSTM's forget gate.
 *
 * @throws ArgumentError for a value that is not finite.
 */
export function constant(value: number): Initializer {
  requireFinite('constant', 'value', value);
  return (_key, shape) => full(shape, value);
}
