import { ArgumentError, checkOptions, uniform as uniformTensor } from '@saddlepoint/tensor';
import type { Initializer } from './initializer.js';
import { requireFinite } from './internal/check.js';

export interface UniformOptions {
  /** Default 0. */
  min?: number;
  /** Exclusive, above min. Default 1. */
  max?: number;
}

/**
 * Uniform on [min, max), whatever the shape. For weights whose scale should follow their fans take
 * {@link kaimingUniform} or {@link xavierUniform}.
 *
 * @throws ArgumentError unless min < max, both finite.
 */
export function uniform(options: UniformOptions = {}): Initializer {
  checkOptions('uniform', options, ['min', 'max']);
  const min = requireFinite('uniform', 'min', options.min ?? 0);
  const max = requireFinite('uniform', 'max', options.max ?? 1);
  if (min >= max) throw new ArgumentError(`uniform: min ${min} must be less than max ${max}`);
  return (key, shape) => uniformTensor(key, shape, { min, max });
}
