import { checkOptions } from '@saddlepoint/tensor';
import { finite, nonNegative, positive, positiveFraction, requireNumber, requireParts } from '../internal/checks.js';

/** β for a step of training, from 0 up: pass it to the compiled step as an input. @throws ArgumentError below 0. */
export type KlSchedule = (step: number) => number;

function scheduleOf(owner: string, beta: KlSchedule): KlSchedule {
  return (step) => {
    requireNumber(owner, 'step', step, nonNegative);
    return beta(step);
  };
}

/**
 * β from 0 to 1 in equal steps, then 1.
 *
 * When to use: against posterior collapse, where a decoder is strong enough to ignore its latents at first.
 *
 * @param warmupSteps > 0. @throws ArgumentError. Source: Bowman et al. 2015, arXiv:1511.06349.
 */
export function linearKlSchedule(warmupSteps: number): KlSchedule {
  requireNumber('linearKlSchedule', 'warmupSteps', warmupSteps, positive);
  return scheduleOf('linearKlSchedule', (step) => Math.min(1, step / warmupSteps));
}

/**
 * β = 1 / (1 + e^{−steepness (step − middle)}).
 *
 * When to use: as {@link linearKlSchedule}, with a soft start and end.
 *
 * @param middle the step of β = ½ @param steepness > 0. @throws ArgumentError. Source: Bowman et al. 2015,
 *   arXiv:1511.06349.
 */
export function sigmoidKlSchedule(middle: number, steepness = 0.0025): KlSchedule {
  requireNumber('sigmoidKlSchedule', 'middle', middle, finite);
  requireNumber('sigmoidKlSchedule', 'steepness', steepness, positive);
  return scheduleOf('sigmoidKlSchedule', (step) => 1 / (1 + Math.exp(-steepness * (step - middle))));
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
 * When to use: text VAEs whose latents collapse.
 *
 * @returns β from 0 to 1. @throws ArgumentError for options out of range. Source: Fu et al. 2019, arXiv:1903.10145.
 */
export function cyclicalKlSchedule(options: CyclicalKlOptions): KlSchedule {
  requireParts('cyclicalKlSchedule', options, 'cycleSteps');
  checkOptions('cyclicalKlSchedule', options, ['cycleSteps', 'rise']);
  const { cycleSteps, rise = 0.5 } = options;
  requireNumber('cyclicalKlSchedule', 'cycleSteps', cycleSteps, positive);
  requireNumber('cyclicalKlSchedule', 'rise', rise, positiveFraction);
  return scheduleOf('cyclicalKlSchedule', (step) => Math.min(1, (step % cycleSteps) / cycleSteps / rise));
}
