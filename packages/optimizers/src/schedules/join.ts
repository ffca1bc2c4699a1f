import { ArgumentError } from '@saddlepoint/tensor';
import { requireAscending } from '../internal/check.js';
import { scheduleOf } from '../internal/schedule.js';
import type { Schedule } from './schedule.js';

/**
 * Schedules one after the other, each counting its steps from where it begins: Optax's `join_schedules`,
 * `torch.optim.lr_scheduler.SequentialLR`.
 *
 * @param boundaries the first steps of all schedules but the first, ascending.
 * @throws ArgumentError unless there is one boundary fewer than schedules and they ascend.
 */
export function joinSchedules(schedules: readonly Schedule[], boundaries: readonly number[]): Schedule {
  if (schedules.length === 0 || boundaries.length !== schedules.length - 1) {
    throw new ArgumentError(
      `joinSchedules: ${schedules.length} schedules and ${boundaries.length} boundaries; it takes one boundary between each two`,
    );
  }
  const starts = [0, ...requireAscending('joinSchedules', 'boundaries', boundaries)];
  return scheduleOf('joinSchedules', (step) => {
    const i = starts.findLastIndex((start) => start <= step);
    return schedules[i]!(step - starts[i]!);
  });
}
