import { ArgumentError, checkOptions } from '@saddlepoint/tensor';
import { positive, requireNumber } from '../internal/checks.js';

/** A number for a step of training, counted from 0: pass it to the compiled step as an input. */
export type KlSchedule = (step: number) => number;

/**
 * β from 0 to 1 in equal steps, then 1.
 * @param warmupSteps > 0. @throws ArgumentError. Source: Bowman et al. 2015, arXiv:1511.06349.
 */
export function linearKlSchedule(warmupSteps: number): KlSchedule {
  requireNumber('linearKlSchedule', 'warmupSteps', warmupSteps, positive);
  return (step) => Math.min(1, step / warmupSteps);
}

/**
 * β = 1 / (1 + e^{−steepness (step − middle)}).
 * @param middle the step of β = ½ @param steepness > 0. @throws ArgumentError. Source: Bowman et al. 2015,
 *   arXiv:1511.06349.
 */
export function sigmoidKlSchedule(middle: number, steepness = 0.0025): KlSchedule {
  if (!Number.isFinite(middle)) throw new ArgumentError(`sigmoidKlSchedule: middle ${middle} must be a finite number`);
  requireNumber('sigmoidKlSchedule', 'steepness', steepness, positive);
  return (step) => 1 / (1 + Math.exp(-steepness * (step - middle)));
}

export interface CyclicalKlOptions {
  /** Length of a cycle in steps, > 0. */
  cycleSteps: number;
  /** Part of each cycle in which β rises from 0 to 1, above 0 and up to 1. Default 0.5. */
  rise?: number;
}

/**
 * β from 0 to 1 again and again: each cycle rises linearly, then stays at 1.
 *
 * When to use: text VAEs whose latents collapse. @throws ArgumentError. Source: Fu et al. 2019, arXiv:1903.10145.
 */
export function cyclicalKlSchedule(options: CyclicalKlOptions): KlSchedule {
  checkOptions('cyclicalKlSchedule', options, ['cycleSteps', 'rise']);
  const { cycleSteps, rise = 0.5 } = options;
  requireNumber('cyclicalKlSchedule', 'cycleSteps', cycleSteps, positive);
  requireNumber('cyclicalKlSchedule', 'rise', rise, { text: 'above 0 and up to 1', test: (x) => x > 0 && x <= 1 });
  return (step) => Math.min(1, (step % cycleSteps) / cycleSteps / rise);
}
