import { ArgumentError, mul } from '@saddlepoint/tensor';
import { mapTensors } from '../internal/trees.js';
import type { Transform } from '../transform.js';

/**
 * Everything times one number: with {@link masked} or {@link partition} a group's share of the learning rate.
 *
 * @throws ArgumentError for a factor that is not finite.
 */
export function scale(factor: number): Transform {
  if (!Number.isFinite(factor)) throw new ArgumentError(`scale: factor ${factor} must be a finite number`);
  return {
    name: 'scale',
    init: () => ({}),
    update: (grads) => ({ updates: mapTensors('scale', grads, (g) => mul(g, factor)), state: {} }),
  };
}
