import { checkOptions, eye, ShapeError, showShape } from '@saddlepoint/tensor';
import type { Initializer } from './initializer.js';
import { requirePositive } from './internal/check.js';

export interface IdentityOptions {
  /** The number on the diagonal, above 0. Default 1. */
  gain?: number;
}

/**
 * gain on the diagonal of a matrix, 0 elsewhere: a linear layer that hands its input on, or a recurrent one that
 * remembers. For convolutions take {@link dirac}.
 *
 * @throws ArgumentError for a gain that is not above 0; ShapeError for a shape that is no matrix.
 * Source: `torch.nn.init.eye_`; Le, Jaitly, Hinton (2015), arXiv:1504.00941, for recurrent ReLU networks.
 */
export function identity(options: IdentityOptions = {}): Initializer {
  checkOptions('identity', options, ['gain']);
  const gain = requirePositive('identity', 'gain', options.gain ?? 1);
  return (_key, shape) => {
    if (shape.length !== 2) {
      throw new ShapeError(`identity: shape ${showShape(shape)} must be a matrix; for a kernel take dirac()`);
    }
    return eye(shape[0]!, shape[1]!).mul(gain);
  };
}
