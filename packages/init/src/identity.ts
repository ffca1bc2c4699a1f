import { checkOptions } from '@saddlepoint/tensor';
import type { FanAxes } from './fans.js';
import type { Initializer } from './initializer.js';
import { requirePositive } from './internal/check.js';
import { fromMatrices } from './internal/layout.js';

export interface IdentityOptions {
  /** The number on the diagonal, above 0. Default 1. */
  gain?: number;
  /** Which axes are which, for layouts other than [out, in]. */
  axes?: FanAxes;
}

/**
 * gain on the diagonal of a matrix, 0 elsewhere: a linear layer that hands its input on, or a recurrent one that
 * remembers. For convolutions take {@link dirac}.
 *
 * @param options gain (default 1), axes: with a `batch` axis, one identity for each of its entries.
 * @throws ArgumentError for a gain that is not above 0; ShapeError for a shape that is no matrix.
 * Source: `torch.nn.init.eye_`; Le, Jaitly, Hinton (2015), arXiv:1504.00941, for recurrent ReLU networks.
 */
export function identity(options: IdentityOptions = {}): Initializer {
  checkOptions('identity', options, ['gain', 'axes']);
  const gain = requirePositive('identity', 'gain', options.gain ?? 1);
  return (_key, shape) =>
    fromMatrices('identity', shape, options.axes, 'for a kernel take dirac()', ({ batch, outputs, inputs }) => {
      const values = new Float32Array(batch * outputs * inputs);
      for (let at = 0; at < batch; at++) {
        for (let i = 0; i < Math.min(outputs, inputs); i++) values[(at * outputs + i) * inputs + i] = gain;
      }
      return values;
    });
}
