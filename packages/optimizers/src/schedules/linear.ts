import { requireNonNegative, requireOptions, requirePositiveCount } from '../internal/check.js';
import { lineBetween, scheduleOf } from '../internal/schedule.js';
import type { Schedule } from './schedule.js';

export interface LinearOptions {
  /** The value of step 0, from 0 up. */
  start: number;
  /** The value at totalSteps and after, from 0 up: above `start` it is a warm-up. Default 0. */
  end?: number;
  /** At least 1. */
  totalSteps: number;
}

/**
 * start + (end − start) · t / T: `torch.optim.lr_scheduler.LinearLR`, Optax's `linear_schedule`.
 *
 * @throws ArgumentError for negative values or no steps.
 */
export function linearSchedule(options: LinearOptions): Schedule {
  const owner = 'linearSchedule';
  requireOptions(owner, options, ['start', 'end', 'totalSteps']);
  const start = requireNonNegative(owner, 'start', options.start);
  const end = requireNonNegative(owner, 'end', options.end ?? 0);
  const total = requirePositiveCount(owner, 'totalSteps', options.totalSteps);
  return scheduleOf(owner, (step) => lineBetween(start, end, Math.min(1, step / total)));
}
