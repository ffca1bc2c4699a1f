import { requireNonNegative } from '../internal/check.js';
import { scheduleOf } from '../internal/schedule.js';
import type { Schedule } from './schedule.js';

/**
 * The same value at every step.
 *
 * @throws ArgumentError unless it is finite and from 0 up.
 */
export function constantSchedule(value: number): Schedule {
  requireNonNegative('constantSchedule', 'value', value);
  return scheduleOf('constantSchedule', () => value);
}
