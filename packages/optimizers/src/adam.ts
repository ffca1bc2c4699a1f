import { checkOptions } from '@saddlepoint/tensor';
import { alias } from './chain.js';
import { decay, descend } from './internal/descent.js';
import { type ScaleByAdamOptions, scaleByAdam } from './scale-by-adam.js';
import type { Transform } from './transform.js';

export interface AdamOptions extends ScaleByAdamOptions {
  /** From 0 up. Default 1e-3. */
  learningRate?: number;
  /** L2 regularisation: adds weightDecay · parameter to the gradient, which Adam then rescales. Default 0. */
  weightDecay?: number;
}

/**
 * Adam: `torch.optim.Adam`, its defaults included. Moves 28 bytes a parameter: reads g, m, v, θ; writes m, v, θ.
 *
 * For weight decay that acts as such take {@link adamw}: here it is divided by the gradient's root mean square.
 *
 * @throws ArgumentError for options out of range.
 * Source: Kingma, Ba, "Adam: a method for stochastic optimization" (2014), arXiv:1412.6980.
 */
export function adam(options: AdamOptions = {}): Transform {
  checkOptions('adam', options, ['learningRate', 'betas', 'eps', 'weightDecay']);
  const { learningRate = 1e-3, weightDecay = 0, ...rest } = options;
  return alias('adam', ...decay(weightDecay), scaleByAdam(rest), descend('adam', learningRate));
}
