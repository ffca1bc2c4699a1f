import { add, exp, greater, log, mul, sub, type Tensor, where } from '@saddlepoint/tensor';
import { nonNegative, requireAlike, requireFlags, requireValues } from '../internal/checks.js';
import { checkLossOptions, finish, type LossOptions } from '../internal/loss.js';

export interface PoissonNllOptions extends LossOptions {
  /** Adds Stirling's formula for ln k! where k > 1, which has no part in the gradient. Default false. */
  full?: boolean;
}

/**
 * −log Poisson(k; λ = e^z) = e^z − k z + ln k!. `torch.nn.functional.poisson_nll_loss` with log_input.
 *
 * When to use: counts. The likelihood itself grows as e^z: beyond z ≈ 88 it is no longer a float32.
 *
 * @param logRate z @param counts k ≥ 0, float, of one shape.
 * @throws ShapeError, DTypeError; ArgumentError for negative counts where they are known.
 * Source: Nelder, Wedderburn 1972, "Generalized Linear Models".
 */
export function poissonNll(logRate: Tensor, counts: Tensor, options: PoissonNllOptions = {}): Tensor {
  checkLossOptions('poissonNll', options, ['full']);
  const { full = false } = options;
  requireFlags('poissonNll', { full });
  requireAlike('poissonNll', { logRate, counts });
  requireValues('poissonNll', 'counts', counts, nonNegative);
  const losses = sub(exp(logRate), mul(counts, logRate));
  if (!full) return finish('poissonNll', losses, options);
  const many = greater(counts, 1);
  const k = where(many, counts, 1);
  const stirling = add(sub(mul(k, log(k)), k), mul(log(mul(k, 2 * Math.PI)), 0.5));
  return finish('poissonNll', add(losses, where(many, stirling, 0)), options);
}
