import { cast, checkOptions, div, less, maximum, mul, sqrt, sum, type Tensor, where } from '@saddlepoint/tensor';
import { requirePositive } from '../internal/check.js';
import { zipTensors } from '../internal/trees.js';
import type { Transform } from '../transform.js';

export interface ClipAdaptivelyOptions {
  /** λ: the largest ratio of a unit's gradient norm to its weight norm, above 0. Default 0.01. */
  clipping?: number;
  /** Weight norms count as at least this, so that units at 0 can move; above 0. Default 1e-3. */
  eps?: number;
}

/**
 * Adaptive gradient clipping (AGC): unit by unit, g · λ max(‖w‖, ε) / ‖g‖ where ‖g‖ is larger than λ max(‖w‖, ε).
 *
 * A unit is one entry of the first axis (an output of a `[out, in]` weight or an OIHW kernel), or a whole vector. timm's
 * `adaptive_clip_grad`, its defaults included; Optax's `adaptive_grad_clip` in its layout. The paper leaves out the last
 * linear layer: {@link masked}.
 *
 * @throws ArgumentError for values that are not above 0.
 * Source: Brock, De, Smith, Simonyan, "High-performance large-scale image recognition without normalization" (2021),
 * arXiv:2102.06171.
 */
export function clipAdaptively(options: ClipAdaptivelyOptions = {}): Transform {
  checkOptions('clipAdaptively', options, ['clipping', 'eps']);
  const clipping = requirePositive('clipAdaptively', 'clipping', options.clipping ?? 0.01);
  const eps = requirePositive('clipAdaptively', 'eps', options.eps ?? 1e-3);
  const clipped = (g: Tensor, w: Tensor): Tensor => {
    const allowed = mul(maximum(unitNorm(w), eps), clipping);
    const norm = unitNorm(g);
    // The floor is there for units without gradient, which the choice below leaves alone.
    const factor = where(less(norm, allowed), 1, div(allowed, maximum(norm, 1e-6)));
    return mul(g, cast(factor, g.dtype));
  };
  return {
    name: 'clipAdaptively',
    init: () => ({}),
    update(grads, _state, params) {
      return { updates: zipTensors('clipAdaptively', grads, params, clipped, ['gradients', 'params']), state: {} };
    },
  };
}

/** The 2-norm over all axes but the first, which stays; of everything for a scalar or a vector. float32. */
function unitNorm(x: Tensor): Tensor {
  const y = cast(x, 'float32');
  const axes = y.shape.map((_, axis) => axis).slice(y.rank > 1 ? 1 : 0);
  return sqrt(sum(mul(y, y), axes, { keepDims: true }));
}
