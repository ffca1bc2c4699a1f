import { requireNonNegative, requireOptions, requirePositiveCount } from '../internal/check.js';
import { cosineBetween, scheduleOf } from '../internal/schedule.js';
import type { Schedule } from './schedule.js';

export interface CosineRestartsOptions {
  /** The value of step 0 and after each restart, from 0 up. */
  start: number;
  /** What each cosine falls towards, from 0 up. Default 0. */
  end?: number;
  /** Steps of the first cosine, at least 1. */
  period: number;
  /** How many times longer each cosine is than the one before, a whole number from 1 up. Default 1. */
  multiplier?: number;
}

/**
 * Half cosines one after the other: end + (start − end)(1 + cos(π t / Tᵢ)) / 2, where t counts from the last restart and
 * Tᵢ = period · multiplierⁱ. `torch.optim.lr_scheduler.CosineAnnealingWarmRestarts`.
 *
 * @throws ArgumentError for negative values, or a period or multiplier below 1.
 * Source: Loshchilov, Hutter, "SGDR: stochastic gradient descent with warm restarts" (2016), arXiv:1608.03983.
 */
export function cosineRestartsSchedule(options: CosineRestartsOptions): Schedule {
  const owner = 'cosineRestartsSchedule';
  requireOptions(owner, options, ['start', 'end', 'period', 'multiplier']);
  const start = requireNonNegative(owner, 'start', options.start);
  const end = requireNonNegative(owner, 'end', options.end ?? 0);
  const first = requirePositiveCount(owner, 'period', options.period);
  const multiplier = requirePositiveCount(owner, 'multiplier', options.multiplier ?? 1);
  return scheduleOf(owner, (step) => {
    // Equal cosines may be many, growing ones are few.
    let [since, length] = multiplier === 1 ? [step % first, first] : [step, first];
    while (since >= length) {
      since -= length;
      length *= multiplier;
    }
    return cosineBetween(start, end, since / length);
  });
}
