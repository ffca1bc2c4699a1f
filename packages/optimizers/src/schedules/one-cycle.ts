import { ArgumentError } from '@saddlepoint/tensor';
import {
  requireFraction,
  requireNonNegative,
  requireOneOf,
  requireOptions,
  requirePositiveCount,
} from '../internal/check.js';
import { cosineBetween, lineBetween, scheduleOf } from '../internal/schedule.js';
import type { Schedule } from './schedule.js';

export interface OneCycleOptions {
  /** The value between rise and fall, from 0 up. */
  peak: number;
  /** Steps in all; at least 2. From the last one, totalSteps − 1, on the value is `end`. */
  totalSteps: number;
  /** The part of the steps before the peak, between 0 and 1; at most ½ with threePhase. Default 0.3. */
  warmupFraction?: number;
  /** The value of step 0, from 0 up. Default peak / 25. */
  start?: number;
  /** The last value, from 0 up. Default start / 10⁴. */
  end?: number;
  /** Form of the rise and the fall. Default 'cosine'. */
  shape?: 'cosine' | 'linear';
  /** First back to `start`, as slowly as it rose, and from there to `end`. Default false. */
  threePhase?: boolean;
}

/**
 * One rise from `start` to `peak` and one fall to `end`: `torch.optim.lr_scheduler.OneCycleLR`, its defaults included.
 *
 * For short trainings at a high rate ("super-convergence"). PyTorch lowers the momentum meanwhile: the same schedule with
 * `{ start: 0.95, peak: 0.85, end: 0.95 }`, passed as `momentum` in the extras of update.
 *
 * @throws ArgumentError for values out of range, or phases that take no steps.
 * Source: Smith, Topin, "Super-convergence" (2017), arXiv:1708.07120.
 */
export function oneCycleSchedule(options: OneCycleOptions): Schedule {
  const owner = 'oneCycleSchedule';
  requireOptions(owner, options, ['peak', 'totalSteps', 'warmupFraction', 'start', 'end', 'shape', 'threePhase']);
  const peak = requireNonNegative(owner, 'peak', options.peak);
  const start = requireNonNegative(owner, 'start', options.start ?? peak / 25);
  const end = requireNonNegative(owner, 'end', options.end ?? start / 1e4);
  const total = requirePositiveCount(owner, 'totalSteps', options.totalSteps);
  const rise = requireFraction(owner, 'warmupFraction', options.warmupFraction ?? 0.3) * total - 1;
  const shape = requireOneOf(owner, 'shape', options.shape ?? 'cosine', ['cosine', 'linear']);
  const between = shape === 'cosine' ? cosineBetween : lineBetween;
  const phases = options.threePhase
    ? [phase(0, rise, start, peak), phase(rise, 2 * rise, peak, start), phase(2 * rise, total - 1, start, end)]
    : [phase(0, rise, start, peak), phase(rise, total - 1, peak, end)];
  if (phases.some(({ first, last }) => !(last > first))) {
    throw new ArgumentError(
      `${owner}: with totalSteps ${total} and warmupFraction ${options.warmupFraction ?? 0.3} a phase has no steps`,
    );
  }
  return scheduleOf(owner, (step) => {
    const { first, last, from, to } = phases.find((p) => step <= p.last) ?? phases.at(-1)!;
    return between(from, to, Math.min(1, (step - first) / (last - first)));
  });
}

const phase = (first: number, last: number, from: number, to: number) => ({ first, last, from, to });
