import {
  requireNonNegative,
  requireOneOf,
  requireOptions,
  requirePositive,
  requirePositiveCount,
} from '../internal/check.js';
import { lineBetween, scheduleOf } from '../internal/schedule.js';
import type { Schedule } from './schedule.js';

export interface CyclicOptions {
  /** The value of step 0 and between the cycles, from 0 up. */
  low: number;
  /** The value in the middle of the first cycle, from 0 up. */
  peak: number;
  /** Steps from `low` to `peak`, at least 1. */
  stepsUp: number;
  /** Steps from `peak` to `low`, at least 1. Default stepsUp. */
  stepsDown?: number;
  /** The height of the cycles: the same, half of it each time, or times γᵗ at step t. Default 'triangular'. */
  mode?: 'triangular' | 'triangular2' | 'exponential';
  /** γ of 'exponential', above 0. Default 1. */
  gamma?: number;
}

/**
 * Straight up and straight down, again and again: `torch.optim.lr_scheduler.CyclicLR`, in its three modes. Its momentum goes
 * the other way: `{ low: 0.9, peak: 0.8 }` with the same steps, passed as `momentum` in the extras of update.
 *
 * @throws ArgumentError for values out of range.
 * Source: Smith, "Cyclical learning rates for training neural networks" (2015), arXiv:1506.01186.
 */
export function cyclicSchedule(options: CyclicOptions): Schedule {
  const owner = 'cyclicSchedule';
  requireOptions(owner, options, ['low', 'peak', 'stepsUp', 'stepsDown', 'mode', 'gamma']);
  const low = requireNonNegative(owner, 'low', options.low);
  const peak = requireNonNegative(owner, 'peak', options.peak);
  const up = requirePositiveCount(owner, 'stepsUp', options.stepsUp);
  const down = requirePositiveCount(owner, 'stepsDown', options.stepsDown ?? up);
  const mode = requireOneOf(owner, 'mode', options.mode ?? 'triangular', ['triangular', 'triangular2', 'exponential']);
  const gamma = requirePositive(owner, 'gamma', options.gamma ?? 1);
  const scale = {
    triangular: () => 1,
    triangular2: (cycle: number) => 0.5 ** cycle,
    exponential: (_cycle: number, step: number) => gamma ** step,
  }[mode];
  return scheduleOf(owner, (step) => {
    const cycle = Math.floor(step / (up + down));
    const since = step - cycle * (up + down);
    const height = since <= up ? since / up : 1 - (since - up) / down;
    return lineBetween(low, peak, height * scale(cycle, step));
  });
}
