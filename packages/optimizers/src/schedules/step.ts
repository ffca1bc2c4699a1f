import { requireNonNegative, requireOptions, requirePositiveCount } from '../internal/check.js';
import { scheduleOf } from '../internal/schedule.js';
import type { Schedule } from './schedule.js';

export interface StepOptions {
  /** The value of step 0, from 0 up. */
  start: number;
  /** Steps between two changes, at least 1. */
  period: number;
  /** From 0 up. Default 0.1. */
  factor?: number;
}

/**
 * start · factor^⌊t / period⌋: `torch.optim.lr_scheduler.StepLR`.
 *
 * @throws ArgumentError for negative values or a period below 1.
 */
export function stepSchedule(options: StepOptions): Schedule {
  const owner = 'stepSchedule';
  requireOptions(owner, options, ['start', 'period', 'factor']);
  const start = requireNonNegative(owner, 'start', options.start);
  const period = requirePositiveCount(owner, 'period', options.period);
  const factor = requireNonNegative(owner, 'factor', options.factor ?? 0.1);
  return scheduleOf(owner, (step) => start * factor ** Math.floor(step / period));
}
