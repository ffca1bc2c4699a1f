import { cast, checkOptions, mul } from '@saddlepoint/tensor';
import { type ClipByGlobalNormOptions, globalNorm } from '../clip-by-global-norm.js';
import { requireNonNegative, requirePositive } from '../internal/check.js';
import { clipFactor } from '../internal/clip.js';
import { mapTensors } from '../internal/trees.js';
import type { Transform } from '../transform.js';

/**
 * Each parameter's gradient by itself times min(1, maxNorm / (‖g‖ + ε)): Keras's `clipnorm`, or
 * `torch.nn.utils.clip_grad_norm_` of one parameter after the other.
 *
 * @param maxNorm above 0.
 * @throws ArgumentError for a maxNorm that is not above 0 or a negative eps.
 */
export function clipByNorm(maxNorm: number, options: ClipByGlobalNormOptions = {}): Transform {
  checkOptions('clipByNorm', options, ['eps']);
  requirePositive('clipByNorm', 'maxNorm', maxNorm);
  const eps = requireNonNegative('clipByNorm', 'eps', options.eps ?? 1e-6);
  return {
    name: 'clipByNorm',
    init: () => ({}),
    update(grads) {
      const updates = mapTensors('clipByNorm', grads, (g) =>
        mul(g, cast(clipFactor(globalNorm(g), maxNorm, eps), g.dtype)),
      );
      return { updates, state: {} };
    },
  };
}
