import { cast, div, less, maximum, mean, mul, where } from '@saddlepoint/tensor';
import { requireTransform } from '../internal/check.js';
import { zipTensors } from '../internal/trees.js';
import type { Transform } from '../transform.js';

/**
 * Of the updates of `inner`, a whole optimizer, only the elements that go downhill, u · g < 0; the others are 0, and those
 * kept grow by the inverse of their share: u ← u · mask / max(mean(mask), 10⁻³), parameter by parameter.
 *
 * As in the paper, weight decay stays outside: `chain(cautious(adam()), decayWeights({ … }))` is timm's `AdamW` with
 * `caution`. Not for a link without its learning rate, such as `scaleByAdam`, whose updates point uphill.
 *
 * Source: Liang, Chen, Liu, Liu, "Cautious optimizers" (2024), arXiv:2411.16085.
 */
export function cautious(inner: Transform): Transform {
  requireTransform('cautious', 'inner', inner);
  return {
    name: inner.name,
    init: (params) => inner.init(params),
    update(grads, state, params, extras) {
      const result = inner.update(grads, state, params, extras);
      const updates = zipTensors(
        'cautious',
        result.updates,
        grads,
        (u, g) => {
          const downhill = less(mul(u, g), 0);
          return where(downhill, div(u, maximum(mean(cast(downhill, u.dtype)), 1e-3)), 0);
        },
        ['updates', 'gradients'],
      );
      return { updates, state: result.state };
    },
  };
}
