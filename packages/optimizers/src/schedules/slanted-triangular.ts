import { ArgumentError } from '@saddlepoint/tensor';
import { requireFraction, requireNonNegative, requireOptions, requirePositiveCount } from '../internal/check.js';
import { lineBetween, scheduleOf } from '../internal/schedule.js';
import type { Schedule } from './schedule.js';

export interface SlantedTriangularOptions {
  /** The highest value, from 0 up. */
  peak: number;
  /** Steps in all, at least 2. From then on the value is peak / ratio. */
  totalSteps: number;
  /** The part of the steps that rises, between 0 and 1: at least one step of it. Default 0.1. */
  cutFraction?: number;
  /** How many times smaller than the peak the lowest value is, from 1 up. Default 32. */
  ratio?: number;
}

/**
 * A short linear rise over c = ⌊T · cutFraction⌋ steps and a long linear fall, both between peak / ratio and peak.
 *
 * The paper's schedule for fine-tuning a language model (ULMFiT). The fall ends at T exactly; the paper's formula, which
 * takes c · (1 / cutFraction − 1) steps for it, is the same where T · cutFraction is whole.
 *
 * @throws ArgumentError for values out of range, or a rise that takes no steps or all.
 * Source: Howard, Ruder, "Universal language model fine-tuning for text classification" (2018), arXiv:1801.06146.
 */
export function slantedTriangularSchedule(options: SlantedTriangularOptions): Schedule {
  const owner = 'slantedTriangularSchedule';
  requireOptions(owner, options, ['peak', 'totalSteps', 'cutFraction', 'ratio']);
  const peak = requireNonNegative(owner, 'peak', options.peak);
  const total = requirePositiveCount(owner, 'totalSteps', options.totalSteps);
  const fraction = requireFraction(owner, 'cutFraction', options.cutFraction ?? 0.1);
  const { ratio = 32 } = options;
  if (!(ratio >= 1 && Number.isFinite(ratio))) {
    throw new ArgumentError(`${owner}: ratio ${ratio} must be a finite number from 1 up`);
  }
  const cut = Math.floor(total * fraction);
  if (cut < 1 || cut >= total) {
    throw new ArgumentError(`${owner}: cutFraction ${fraction} of ${total} steps leaves no step to rise or to fall`);
  }
  return scheduleOf(owner, (step) => {
    const height = step < cut ? step / cut : Math.max(0, 1 - (step - cut) / (total - cut));
    return lineBetween(peak / ratio, peak, height);
  });
}
