import { requireNonNegative, requireOptions, requirePositiveCount } from '../internal/check.js';
import { joinSchedules } from './join.js';
import { linearSchedule } from './linear.js';
import type { Schedule } from './schedule.js';

export interface WarmupOptions {
  /** Steps of the rise, at least 1. */
  warmupSteps: number;
  /** The value of step 0, from 0 up. Default 0: the first update does nothing. */
  start?: number;
}

/**
 * A linear rise over w steps to the first value of `schedule`, which then counts from step w.
 *
 * @throws ArgumentError for no steps or a negative start.
 * Source: Goyal et al., "Accurate, large minibatch SGD" (2017), arXiv:1706.02677.
 */
export function withWarmup(schedule: Schedule, options: WarmupOptions): Schedule {
  requireOptions('withWarmup', options, ['warmupSteps', 'start']);
  const start = requireNonNegative('withWarmup', 'start', options.start ?? 0);
  const totalSteps = requirePositiveCount('withWarmup', 'warmupSteps', options.warmupSteps);
  return joinSchedules([linearSchedule({ start, end: schedule(0), totalSteps }), schedule], [totalSteps]);
}
