import { checkOptions } from '@saddlepoint/tensor';
import type { FanAxes } from './fans.js';
import type { Initializer } from './initializer.js';
import { requirePositive } from './internal/check.js';
import { orthogonalKernels } from './internal/orthogonal.js';

export interface OrthogonalOptions {
  /** Above 0; that of an activation is `gain('tanh')` and so on. Default 1. */
  gain?: number;
  /** Which axes are which, for layouts other than [out, in, ...kernel]. */
  axes?: FanAxes;
}

/**
 * gain · Q with Q a random matrix [out, in · kernel] of orthonormal rows, or columns where those are fewer: every singular
 * value is the gain, so lengths (and gradients) survive any number of linear layers. For recurrent and very deep networks;
 * {@link deltaOrthogonal} for deep convolutional ones.
 *
 * The values are worked out at once, on the host: the key must be known, so not inside of a compiled function.
 *
 * @param options gain (default 1), axes.
 * @throws ArgumentError for a gain that is not above 0; ShapeError for a vector; GraphError for a key that is not known.
 * Source: Saxe, McClelland, Ganguli (2013), arXiv:1312.6120; `torch.nn.init.orthogonal_`.
 */
export function orthogonal(options: OrthogonalOptions = {}): Initializer {
  checkOptions('orthogonal', options, ['gain', 'axes']);
  const gain = requirePositive('orthogonal', 'gain', options.gain ?? 1);
  return (key, shape) => orthogonalKernels('orthogonal', key, shape, options.axes, () => gain);
}
