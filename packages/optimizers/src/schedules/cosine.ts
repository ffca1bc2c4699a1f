import { requireNonNegative, requireOptions, requirePositiveCount } from '../internal/check.js';
import { cosineBetween, scheduleOf } from '../internal/schedule.js';
import type { Schedule } from './schedule.js';

export interface CosineOptions {
  /** The value of step 0, from 0 up. */
  start: number;
  /** The value at totalSteps and after, from 0 up. Default 0. */
  end?: number;
  /** At least 1. */
  totalSteps: number;
}

/**
 * end + (start − end)(1 + cos(π t / T)) / 2: Optax's `cosine_decay_schedule`.
 *
 * Up to T it is `torch.optim.lr_scheduler.CosineAnnealingLR`, which rises again after that; this one stays at `end`. With
 * a warm-up take {@link warmupCosineSchedule}.
 *
 * @throws ArgumentError for negative values or no steps.
 * Source: Loshchilov, Hutter, "SGDR: stochastic gradient descent with warm restarts" (2016), arXiv:1608.03983.
 */
export function cosineSchedule(options: CosineOptions): Schedule {
  const owner = 'cosineSchedule';
  requireOptions(owner, options, ['start', 'end', 'totalSteps']);
  const start = requireNonNegative(owner, 'start', options.start);
  const end = requireNonNegative(owner, 'end', options.end ?? 0);
  const total = requirePositiveCount(owner, 'totalSteps', options.totalSteps);
  return scheduleOf(owner, (step) => cosineBetween(start, end, Math.min(1, step / total)));
}
