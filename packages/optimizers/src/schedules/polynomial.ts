import { requireNonNegative, requireOptions, requirePositive, requirePositiveCount } from '../internal/check.js';
import { lineBetween, scheduleOf } from '../internal/schedule.js';
import type { Schedule } from './schedule.js';

export interface PolynomialOptions {
  /** The value of step 0, from 0 up. */
  start: number;
  /** The value at totalSteps and after, from 0 up. Default 0. */
  end?: number;
  /** At least 1. */
  totalSteps: number;
  /** Above 0: 1 is a straight line, 2 falls fast first, ½ late. Default 1. */
  power?: number;
}

/**
 * end + (start − end)(1 − t / T)ᵖ: `torch.optim.lr_scheduler.PolynomialLR`, Optax's `polynomial_schedule`.
 *
 * @throws ArgumentError for negative values, a power that is not above 0, or no steps.
 */
export function polynomialSchedule(options: PolynomialOptions): Schedule {
  const owner = 'polynomialSchedule';
  requireOptions(owner, options, ['start', 'end', 'totalSteps', 'power']);
  const start = requireNonNegative(owner, 'start', options.start);
  const end = requireNonNegative(owner, 'end', options.end ?? 0);
  const total = requirePositiveCount(owner, 'totalSteps', options.totalSteps);
  const power = requirePositive(owner, 'power', options.power ?? 1);
  return scheduleOf(owner, (step) => lineBetween(end, start, (1 - Math.min(1, step / total)) ** power));
}
