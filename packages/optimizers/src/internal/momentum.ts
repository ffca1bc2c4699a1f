import { cast, ShapeError, scalar, showShape, sub, Tensor } from '@saddlepoint/tensor';
import type { Extras } from '../transform.js';
import { requireDecay } from './check.js';

/**
 * The decay of the momentum in a step: that of the extras, or that of the options.
 *
 * @throws ArgumentError for a number outside [0, 1); ShapeError for a tensor that is not a scalar.
 */
export function momentumOf(owner: string, extras: Extras | undefined, fallback: number): number | Tensor {
  const given = extras?.momentum ?? fallback;
  if (!(given instanceof Tensor)) return requireDecay(owner, 'momentum', given);
  if (given.rank === 0) return given;
  throw new ShapeError(`${owner}: momentum must be a scalar, got ${showShape(given.shape)}`);
}

/** {@link momentumOf} of a running mean, β, with 1 − β, which is what enters of a gradient: m ← m + (1 − β)(g − m). */
export function meanDecayOf(
  owner: string,
  extras: Extras | undefined,
  fallback: number,
): { beta: number | Tensor; fresh: Tensor } {
  const beta = momentumOf(owner, extras, fallback);
  // Of a number the difference is taken in double precision.
  return { beta, fresh: beta instanceof Tensor ? sub(1, cast(beta, 'float32')) : scalar(1 - beta, 'float32') };
}
