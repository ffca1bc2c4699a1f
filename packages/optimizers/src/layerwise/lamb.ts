import { checkOptions } from '@saddlepoint/tensor';
import type { AddDecayedWeightsOptions } from '../add-decayed-weights.js';
import { alias } from '../chain.js';
import { decay, descend } from '../internal/descent.js';
import { type ScaleByAdamOptions, scaleByAdam } from '../scale-by-adam.js';
import type { Match, Transform } from '../transform.js';
import { scaleByTrustRatio } from './trust-ratio.js';

export interface LambOptions extends ScaleByAdamOptions, Partial<AddDecayedWeightsOptions> {
  /** From 0 up. Default 1e-3. */
  learningRate?: number;
  /** Which parameters the ratio scales; customary is `(x) => x.rank > 1`. Default all. */
  trustRatioMask?: Match;
}

/**
 * LAMB: u = m̂ / (√v̂ + ε) + λθ, θ ← θ − η ‖θ‖ / ‖u‖ · u for each tensor: `optax.lamb`, as in the paper. eps is 1e-6 and
 * weightDecay (λ) 0 by default.
 *
 * For very large batches. The decay is part of the ratio; timm also clips the global gradient norm to 1: put
 * {@link clipByGlobalNorm} in front for that.
 * Moves 44 bytes a parameter: reads g, m, v, θ for the norms, then reads g, m, v, θ and writes m, v, θ.
 *
 * @throws ArgumentError for options out of range, or a mask that matches nothing.
 * Source: You et al., "Large batch optimization for deep learning: training BERT in 76 minutes" (2019),
 * arXiv:1904.00962.
 */
export function lamb(options: LambOptions = {}): Transform {
  checkOptions('lamb', options, ['learningRate', 'betas', 'eps', 'weightDecay', 'mask', 'trustRatioMask']);
  const { learningRate = 1e-3, eps = 1e-6, weightDecay = 0, mask, trustRatioMask, ...rest } = options;
  return alias(
    'lamb',
    scaleByAdam({ ...rest, eps }),
    ...decay(weightDecay, mask),
    scaleByTrustRatio(trustRatioMask ? { mask: trustRatioMask } : {}),
    descend('lamb', learningRate),
  );
}
