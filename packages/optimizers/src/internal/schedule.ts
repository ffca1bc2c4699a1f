import type { Schedule } from '../schedules/schedule.js';
import { requireCount } from './check.js';

/** `fn` as a schedule, which accepts whole steps from 0 up only. */
export function scheduleOf(owner: string, fn: (step: number) => number): Schedule {
  return (step) => fn(requireCount(owner, 'step', step));
}

/** The way from `from` (progress 0) to `to` (progress 1), as half a cosine. */
export function cosineBetween(from: number, to: number, progress: number): number {
  return to + ((from - to) * (1 + Math.cos(Math.PI * progress))) / 2;
}

/** The way from `from` (progress 0) to `to` (progress 1), as a straight line. */
export function lineBetween(from: number, to: number, progress: number): number {
  return from + (to - from) * progress;
}
