import { requireOptions, requirePositive, requirePositiveCount } from '../internal/check.js';
import { scheduleOf } from '../internal/schedule.js';
import type { Schedule } from './schedule.js';

export interface NoamOptions {
  /** d: the width of the model, at least 1. */
  dimension: number;
  /** w: the step with the highest value, factor / √(d w); at least 1. */
  warmupSteps: number;
  /** Above 0. Default 1. */
  factor?: number;
}

/**
 * factor · d^(−½) · min(n^(−½), n w^(−3/2)) for update n = step + 1: the original transformer's schedule.
 *
 * The same curve with its height given directly is {@link inverseSqrtSchedule}.
 *
 * @throws ArgumentError for values out of range.
 * Source: Vaswani et al., "Attention is all you need" (2017), arXiv:1706.03762, equation 3.
 */
export function noamSchedule(options: NoamOptions): Schedule {
  const owner = 'noamSchedule';
  requireOptions(owner, options, ['dimension', 'warmupSteps', 'factor']);
  const dimension = requirePositiveCount(owner, 'dimension', options.dimension);
  const warmup = requirePositiveCount(owner, 'warmupSteps', options.warmupSteps);
  const scale = requirePositive(owner, 'factor', options.factor ?? 1) / Math.sqrt(dimension);
  return scheduleOf(owner, (step) => scale * Math.min((step + 1) ** -0.5, (step + 1) * warmup ** -1.5));
}
