import { checkOptions } from '@saddlepoint/tensor';
import type { Initializer } from './initializer.js';
import { requirePositive } from './internal/check.js';
import { orthogonalKernels } from './internal/orthogonal.js';
import type { OrthogonalOptions } from './orthogonal.js';

/**
 * {@link orthogonal} times √max(1, out / (in · kernel)): a layer that widens keeps the mean square of each unit, times
 * gain², where a plain orthogonal one keeps the length of the whole vector and so shrinks its units.
 *
 * The book chapter that compares schemes of this name takes √(2 / fanIn) times an orthogonal matrix instead, whose entries
 * are of the size 1 / √fanIn already: a layer then divides the signal by √(fanIn / 2), and networks hardly learn.
 *
 * @param options gain (default 1), axes.
 * @throws ArgumentError for a gain that is not above 0; ShapeError for a vector; GraphError for a key that is not known.
 */
export function scaledOrthogonal(options: OrthogonalOptions = {}): Initializer {
  checkOptions('scaledOrthogonal', options, ['gain', 'axes']);
  const gain = requirePositive('scaledOrthogonal', 'gain', options.gain ?? 1);
  return (key, shape) =>
    orthogonalKernels(
      'scaledOrthogonal',
      key,
      shape,
      options.axes,
      (rows, columns) => gain * Math.sqrt(Math.max(1, rows / columns)),
    );
}
