import { requireCount, requireNonNegative, requireOptions, requirePositive } from '../internal/check.js';
import { scheduleOf } from '../internal/schedule.js';
import type { Schedule } from './schedule.js';

export interface InverseSqrtOptions {
  /** The highest value, from 0 up. */
  peak: number;
  /** Steps of the linear rise from 0. Default 0. */
  warmupSteps?: number;
  /** τ, above 0: after 3τ steps the value is half the peak. Default warmupSteps, or 10 000 without warm-up. */
  timescale?: number;
}

/**
 * A linear rise over w steps, then peak / √(1 + (t − w) / τ): `get_inverse_sqrt_schedule` of Hugging Face transformers.
 *
 * Needs no number of steps in advance, so a training can go on for as long as it pays.
 *
 * @throws ArgumentError for values out of range.
 * Source: Zhai et al., "Scaling vision transformers" (2021), arXiv:2106.04560.
 */
export function inverseSqrtSchedule(options: InverseSqrtOptions): Schedule {
  const owner = 'inverseSqrtSchedule';
  requireOptions(owner, options, ['peak', 'warmupSteps', 'timescale']);
  const peak = requireNonNegative(owner, 'peak', options.peak);
  const warmup = requireCount(owner, 'warmupSteps', options.warmupSteps ?? 0);
  const timescale = requirePositive(owner, 'timescale', options.timescale ?? (warmup || 10_000));
  return scheduleOf(owner, (step) =>
    step < warmup ? (peak * step) / warmup : peak / Math.sqrt(1 + (step - warmup) / timescale),
  );
}
