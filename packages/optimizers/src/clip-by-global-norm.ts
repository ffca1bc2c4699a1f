import { ArgumentError, add, cast, checkOptions, mul, sqrt, sum, type Tensor } from '@saddlepoint/tensor';
import { requireNonNegative, requirePositive } from './internal/check.js';
import { clipFactor } from './internal/clip.js';
import { mapTensors } from './internal/trees.js';
import type { Transform } from './transform.js';

export interface ClipByGlobalNormOptions {
  /** Added to the norm before dividing by it, from 0 up. Default 1e-6, PyTorch's; 0 is Optax's. */
  eps?: number;
}

/**
 * All gradients times min(1, maxNorm / (‖g‖ + ε)), where ‖g‖ is the 2-norm of all of them together: their direction
 * stays. `torch.nn.utils.clip_grad_norm_`.
 *
 * @param maxNorm above 0.
 * @throws ArgumentError for a maxNorm that is not above 0 or a negative eps.
 * Source: Pascanu, Mikolov, Bengio, "On the difficulty of training recurrent neural networks" (2012), arXiv:1211.5063.
 */
export function clipByGlobalNorm(maxNorm: number, options: ClipByGlobalNormOptions = {}): Transform {
  checkOptions('clipByGlobalNorm', options, ['eps']);
  requirePositive('clipByGlobalNorm', 'maxNorm', maxNorm);
  const eps = requireNonNegative('clipByGlobalNorm', 'eps', options.eps ?? 1e-6);
  return {
    name: 'clipByGlobalNorm',
    init: () => ({}),
    update(grads) {
      const factor = clipFactor(globalNorm(grads), maxNorm, eps);
      const updates = mapTensors('clipByGlobalNorm', grads, (g) => mul(g, cast(factor, g.dtype)));
      return { updates, state: {} };
    },
  };
}

/** The 2-norm of all leaves together, a float32 scalar: √Σ g². Its own derivative at 0 is not finite. */
export function globalNorm(grads: unknown): Tensor {
  const squares: Tensor[] = [];
  mapTensors('globalNorm', grads, (g) => {
    const x = cast(g, 'float32');
    squares.push(sum(mul(x, x)));
    return g;
  });
  if (squares.length === 0) throw new ArgumentError('globalNorm: the tree has no leaves');
  return sqrt(squares.reduce(add));
}
