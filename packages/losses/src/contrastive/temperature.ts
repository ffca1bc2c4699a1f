import { div, type Tensor } from '@saddlepoint/tensor';
import { positive, requireScalar } from '../internal/checks.js';
import type { LossOptions } from '../internal/loss.js';

export interface ContrastiveOptions extends LossOptions {
  /** Divides the cosines, > 0; a scalar tensor may be learned. Default: the loss's own. */
  temperature?: number | Tensor;
}

/** Cosines over a temperature. @throws ArgumentError for one known not to be positive. */
export function scaled(owner: string, cosines: Tensor, temperature: number | Tensor): Tensor {
  requireScalar(owner, 'temperature', temperature, positive);
  return div(cosines, temperature);
}
