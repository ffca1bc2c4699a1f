import { requireNonNegative, requireOptions, requirePositive, requirePositiveCount } from '../internal/check.js';
import { scheduleOf } from '../internal/schedule.js';
import type { Schedule } from './schedule.js';

export interface ExponentialOptions {
  /** The value of step 0, from 0 up. */
  start: number;
  /** γ: the factor of every `period` steps, above 0; below 1 the value falls. */
  factor: number;
  /** Steps for one whole factor, at least 1. Default 1. */
  period?: number;
  /** The value is not carried past this one, whichever way it goes. Default none. */
  end?: number;
}

/**
 * start · γ^(t / period): `torch.optim.lr_scheduler.ExponentialLR`, Optax's `exponential_decay`. The staircase form is
 * {@link stepSchedule}.
 *
 * @throws ArgumentError for values out of range.
 */
export function exponentialSchedule(options: ExponentialOptions): Schedule {
  const owner = 'exponentialSchedule';
  requireOptions(owner, options, ['start', 'factor', 'period', 'end']);
  const start = requireNonNegative(owner, 'start', options.start);
  const factor = requirePositive(owner, 'factor', options.factor);
  const period = requirePositiveCount(owner, 'period', options.period ?? 1);
  const { end } = options;
  if (end !== undefined) requireNonNegative(owner, 'end', end);
  const limit = factor < 1 ? Math.max : Math.min;
  return scheduleOf(owner, (step) => {
    const value = start * factor ** (step / period);
    return end === undefined ? value : limit(value, end);
  });
}
