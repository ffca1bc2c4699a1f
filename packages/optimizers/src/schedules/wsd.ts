import {
  requireCount,
  requireNonNegative,
  requireOneOf,
  requireOptions,
  requirePositiveCount,
} from '../internal/check.js';
import { lineBetween, scheduleOf } from '../internal/schedule.js';
import type { Schedule } from './schedule.js';

export interface WsdOptions {
  /** The value of the stable part, from 0 up. */
  peak: number;
  /** Steps of the linear rise. Default 0. */
  warmupSteps?: number;
  /** Steps at the peak. */
  stableSteps: number;
  /** Steps of the fall, at least 1; a tenth to a fifth of all is customary. */
  decaySteps: number;
  /** The value of step 0 when there is a warm-up, from 0 up. Default 0. */
  start?: number;
  /** The value after the fall, from 0 up. Default 0. */
  end?: number;
  /** Form of the fall: of 1 − p, ½(1 + cos πp), 1 − √p or 1 − p², where p is its progress. Default '1-sqrt'. */
  decay?: 'linear' | 'cosine' | '1-sqrt' | '1-square';
}

/** How much of the way from peak to end is done at progress p. */
const fallen = {
  linear: (p: number) => p,
  cosine: (p: number) => (1 - Math.cos(Math.PI * p)) / 2,
  '1-sqrt': (p: number) => Math.sqrt(p),
  '1-square': (p: number) => p * p,
};

/**
 * Warm-up, stable, decay: a linear rise, a plateau and a fall. `get_wsd_schedule` of Hugging Face transformers.
 *
 * A checkpoint of the plateau can be trained on for longer, or cooled down at any time.
 *
 * @throws ArgumentError for values out of range.
 * Source: Hu et al., "MiniCPM" (2024), arXiv:2404.06395; Hägele et al., "Scaling laws and compute-optimal training
 * beyond fixed training durations" (2024), arXiv:2405.18392 (1 − √p).
 */
export function wsdSchedule(options: WsdOptions): Schedule {
  const owner = 'wsdSchedule';
  requireOptions(owner, options, ['peak', 'warmupSteps', 'stableSteps', 'decaySteps', 'start', 'end', 'decay']);
  const peak = requireNonNegative(owner, 'peak', options.peak);
  const start = requireNonNegative(owner, 'start', options.start ?? 0);
  const end = requireNonNegative(owner, 'end', options.end ?? 0);
  const warmup = requireCount(owner, 'warmupSteps', options.warmupSteps ?? 0);
  const stable = requireCount(owner, 'stableSteps', options.stableSteps);
  const decaySteps = requirePositiveCount(owner, 'decaySteps', options.decaySteps);
  const shape =
    fallen[requireOneOf(owner, 'decay', options.decay ?? '1-sqrt', ['linear', 'cosine', '1-sqrt', '1-square'])];
  return scheduleOf(owner, (step) => {
    if (step < warmup) return lineBetween(start, peak, step / warmup);
    const progress = (step - warmup - stable) / decaySteps;
    return lineBetween(peak, end, shape(Math.min(1, Math.max(0, progress))));
  });
}
