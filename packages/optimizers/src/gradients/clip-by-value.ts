import { clip } from '@saddlepoint/tensor';
import { requirePositive } from '../internal/check.js';
import { mapTensors } from '../internal/trees.js';
import type { Transform } from '../transform.js';

/**
 * Every element of every gradient limited to [−limit, limit]: `torch.nn.utils.clip_grad_value_`. Changes the direction of
 * the gradient; {@link clipByGlobalNorm} does not.
 *
 * @param limit above 0.
 * @throws ArgumentError for a limit that is not above 0.
 */
export function clipByValue(limit: number): Transform {
  requirePositive('clipByValue', 'limit', limit);
  return {
    name: 'clipByValue',
    init: () => ({}),
    update: (grads) => ({ updates: mapTensors('clipByValue', grads, (g) => clip(g, -limit, limit)), state: {} }),
  };
}
