import { ArgumentError, bernoulli, cast, mul } from '@saddlepoint/tensor';
import { checkInput, type Layer, type NoParams } from './layer.js';
import { stateless } from './stateless.js';

/**
 * In training, sets each element to 0 with probability `rate` and divides the others by 1 − rate; otherwise does
 * nothing. Needs `context.key` in training, a fresh one each step.
 *
 * @param rate from 0 up to, but not including, 1. Default 0.5.
 * Source: Srivastava et al., "Dropout" (JMLR 2014).
 */
export function dropout(rate = 0.5): Layer<NoParams> {
  if (!(rate >= 0 && rate < 1))
    throw new ArgumentError(`dropout: rate ${rate} must be from 0 up to, but not including, 1`);
  return stateless((x, context) => {
    if (!context?.training || rate === 0) return x;
    if (!context.key) {
      throw new ArgumentError(
        'dropout: training needs randomness; pass { training: true, key } with a fresh key each step',
      );
    }
    checkInput('dropout', x, {});
    return mul(x, cast(bernoulli(context.key, 1 - rate, x.shape), x.dtype).mul(1 / (1 - rate)));
  }, 'dropout');
}
