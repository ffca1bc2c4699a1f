import { ArgumentError } from '@saddlepoint/tensor';
import { requireCount, requireNonNegative, requireOptions } from '../internal/check.js';
import { cosineBetween, lineBetween, scheduleOf } from '../internal/schedule.js';
import type { Schedule } from './schedule.js';

export interface WarmupCosineOptions {
  /** The highest value, reached after the warm-up. */
  peak: number;
  /** Steps in all, warm-up included; at least 1. From then on the value is `end`. */
  totalSteps: number;
  /** Steps from `start` to `peak`, fewer than totalSteps. Default 0. */
  warmupSteps?: number;
  /** The value of step 0 when there is a warm-up. Default 0. */
  start?: number;
  /** The value at totalSteps and after. Default 0. */
  end?: number;
}

/**
 * A linear rise to `peak`, then half a cosine down to `end`: with w warm-up steps of T,
 * start + (peak − start) · t / w for t < w, then end + (peak − end) · (1 + cos(π (t − w) / (T − w))) / 2.
 *
 * Optax's `warmup_cosine_decay_schedule`. Step 0 has the value `start`, so with a start of 0 the first update does
 * nothing. Without warm-up it is the cosine schedule alone. The usual choice for transformers.
 *
 * @throws ArgumentError for negative values or counts that do not fit.
 * Source: Loshchilov, Hutter, "SGDR: stochastic gradient descent with warm restarts" (2016), arXiv:1608.03983.
 */
export function warmupCosineSchedule(options: WarmupCosineOptions): Schedule {
  const owner = 'warmupCosineSchedule';
  requireOptions(owner, options, ['peak', 'totalSteps', 'warmupSteps', 'start', 'end']);
  const peak = requireNonNegative(owner, 'peak', options.peak);
  const start = requireNonNegative(owner, 'start', options.start ?? 0);
  const end = requireNonNegative(owner, 'end', options.end ?? 0);
  const total = requireCount(owner, 'totalSteps', options.totalSteps);
  const warmup = requireCount(owner, 'warmupSteps', options.warmupSteps ?? 0);
  if (warmup >= total) {
    throw new ArgumentError(`${owner}: warmupSteps ${warmup} must be fewer than totalSteps ${total}`);
  }
  return scheduleOf(owner, (step) => {
    if (step < warmup) return lineBetween(start, peak, step / warmup);
    return cosineBetween(peak, end, Math.min(1, (step - warmup) / (total - warmup)));
  });
}
