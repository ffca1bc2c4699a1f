import { ArgumentError, cast, checkOptions, ShapeError, scalar, showShape, Tensor } from '@saddlepoint/tensor';
import type { Extras } from '../transform.js';
import { requireNonNegative } from './check.js';

/** @throws ArgumentError unless `value` is undefined or a rate. */
export function requireRate(owner: string, value: number | undefined): void {
  if (value === undefined) return;
  if (typeof value === 'function') {
    throw new ArgumentError(
      `${owner}: learningRate is a function; evaluate the schedule on the host and pass the value as ` +
        '{ learningRate } in the extras of update',
    );
  }
  requireNonNegative(owner, 'learningRate', value);
}

/**
 * The learning rate of a step: that of the extras, or that of the options.
 *
 * @throws ArgumentError for a negative rate, none, or one for groups; ShapeError for one that is not a scalar.
 */
export function rateOf(owner: string, extras: Extras | undefined, fallback: number | undefined): number | Tensor {
  if (extras?.groups) {
    throw new ArgumentError(`${owner}: extras.groups is for the groups of a partition, and this is in none`);
  }
  checkOptions('update: extras', extras, ['learningRate', 'momentum', 'hessian', 'groups']);
  const rate = extras?.learningRate ?? fallback;
  if (rate === undefined) {
    throw new ArgumentError(
      `${owner}: no learning rate; give { learningRate } in the options or in the extras of update`,
    );
  }
  if (!(rate instanceof Tensor)) {
    requireRate(owner, rate);
    return rate;
  }
  if (rate.rank === 0) return rate;
  throw new ShapeError(`${owner}: learningRate must be a scalar, got ${showShape(rate.shape)}`);
}

/** {@link rateOf} as a float32 scalar. */
export function rateTensorOf(owner: string, extras: Extras | undefined, fallback: number | undefined): Tensor {
  const rate = rateOf(owner, extras, fallback);
  return rate instanceof Tensor ? cast(rate, 'float32') : scalar(rate, 'float32');
}

/** A rate as a factor for `x`. */
export function rateFor(x: Tensor, rate: number | Tensor): number | Tensor {
  return rate instanceof Tensor ? cast(rate, x.dtype) : rate;
}
