import { requirePositiveCount } from '../internal/check.js';
import type { Schedule } from './schedule.js';

/** Points of a curve. */
export interface Curve {
  readonly x: number[];
  readonly y: number[];
}

/**
 * The values of a schedule at steps from 0 to totalSteps − 1, to plot: `lineChart({ series: [{ name, ...curve }] })` of
 * `@saddlepoint/report`.
 *
 * @param points at most this many, evenly spread, the first and last step included. Default 500.
 * @throws ArgumentError unless totalSteps is from 1 up and points from 2 up.
 */
export function sampleSchedule(schedule: Schedule, totalSteps: number, points = 500): Curve {
  requirePositiveCount('sampleSchedule', 'totalSteps', totalSteps);
  requirePositiveCount('sampleSchedule', 'points − 1', points - 1);
  const last = Math.min(points, totalSteps) - 1;
  const x = Array.from({ length: last + 1 }, (_, i) => Math.round((i * (totalSteps - 1)) / Math.max(1, last)));
  return { x, y: x.map(schedule) };
}
