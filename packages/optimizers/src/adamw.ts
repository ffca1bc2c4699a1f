import { checkOptions } from '@saddlepoint/tensor';
import type { AddDecayedWeightsOptions } from './add-decayed-weights.js';
import { alias } from './chain.js';
import { decay, descend } from './internal/descent.js';
import { type ScaleByAdamOptions, scaleByAdam } from './scale-by-adam.js';
import type { Transform } from './transform.js';

export interface AdamwOptions extends ScaleByAdamOptions, Partial<AddDecayedWeightsOptions> {
  /** From 0 up. Default 1e-3. */
  learningRate?: number;
}

/**
 * Adam with decoupled weight decay: θ ← θ − η (m̂ / (√v̂ + ε) + λθ), `torch.optim.AdamW`, its defaults included.
 *
 * The decay is multiplied by the learning rate, as in PyTorch, Optax and Keras but not in the paper. λ (`weightDecay`)
 * is 1e-2 by default, PyTorch's value; Optax has 1e-4, Keras 4e-3. `mask` says which parameters decay; leaving out biases
 * and normalisation scales, `(x) => x.rank > 1`, is customary. Moves 28 bytes a parameter, as {@link adam}.
 * The choice for transformers, and a safe one anywhere.
 *
 * @throws ArgumentError for options out of range, or a mask that matches nothing.
 * Source: Loshchilov, Hutter, "Decoupled weight decay regularization" (2017), arXiv:1711.05101.
 */
export function adamw(options: AdamwOptions = {}): Transform {
  checkOptions('adamw', options, ['learningRate', 'betas', 'eps', 'weightDecay', 'mask']);
  const { learningRate = 1e-3, weightDecay = 1e-2, mask, ...rest } = options;
  return alias('adamw', scaleByAdam(rest), ...decay(weightDecay, mask), descend('adamw', learningRate));
}
