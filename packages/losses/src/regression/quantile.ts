import { maximum, mul, sub, type Tensor } from '@saddlepoint/tensor';
import { requireAlike, requireNumber } from '../internal/checks.js';
import { checkLossOptions, finish, type LossOptions } from '../internal/loss.js';

export interface QuantileOptions extends LossOptions {
  /** The quantile to predict, between 0 and 1. Default 0.5, the median (half of `mae`). */
  quantile?: number;
}

/**
 * Pinball loss: max(q e, (q − 1) e), e = target − prediction, which is least at the q-quantile.
 *
 * When to use: prediction intervals, asymmetric costs.
 *
 * @param prediction @param target of one shape.
 * @throws ShapeError, DTypeError; ArgumentError for a quantile outside 0 … 1.
 * Source: Koenker, Bassett 1978, "Regression Quantiles".
 */
export function quantile(prediction: Tensor, target: Tensor, options: QuantileOptions = {}): Tensor {
  checkLossOptions('quantile', options, ['quantile']);
  const { quantile: q = 0.5 } = options;
  requireAlike('quantile', { prediction, target });
  requireNumber('quantile', 'quantile', q, { text: 'above 0 and below 1', test: (x) => x > 0 && x < 1 });
  const e = sub(target, prediction);
  return finish('quantile', maximum(mul(e, q), mul(e, q - 1)), options);
}
