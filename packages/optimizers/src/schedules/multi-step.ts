import { requireAscending, requireNonNegative, requireOptions } from '../internal/check.js';
import { scheduleOf } from '../internal/schedule.js';
import type { Schedule } from './schedule.js';

export interface MultiStepOptions {
  /** The value of step 0, from 0 up. */
  start: number;
  /** The steps from which on the value is multiplied once more, ascending. */
  milestones: readonly number[];
  /** From 0 up. Default 0.1. */
  factor?: number;
}

/**
 * start · factorⁿ, with n the number of milestones reached: `torch.optim.lr_scheduler.MultiStepLR`.
 *
 * @throws ArgumentError for negative values or milestones that do not ascend.
 */
export function multiStepSchedule(options: MultiStepOptions): Schedule {
  const owner = 'multiStepSchedule';
  requireOptions(owner, options, ['start', 'milestones', 'factor']);
  const start = requireNonNegative(owner, 'start', options.start);
  const milestones = requireAscending(owner, 'milestones', options.milestones);
  const factor = requireNonNegative(owner, 'factor', options.factor ?? 0.1);
  return scheduleOf(owner, (step) => start * factor ** milestones.filter((milestone) => milestone <= step).length);
}
