import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { Schedule } from '../src/schedules/schedule.js';

/** What `oracle/schedules.py` wrote. */
interface Fixture {
  /** Values of steps 0, 1, 2, … */
  schedules: Record<string, number[]>;
  /** Parameters after each step of trainings in which a cycle changes rate and momentum. */
  cycled: Record<string, number[][]>;
  metrics: number[];
  /** The learning rate after each of the metrics. */
  plateaus: Record<string, number[]>;
}

export const fixture = JSON.parse(
  readFileSync(new URL('../src/fixtures/schedules.json', import.meta.url), 'utf8'),
) as Fixture;

/** The schedule has the values of the fixture, to twelve digits, and refuses what is not a step. */
export function expectSchedule(name: string, schedule: Schedule): void {
  const expected = fixture.schedules[name]!;
  expect(expected.length, name).toBeGreaterThan(0);
  expected.forEach((value, step) => {
    const error = Math.abs(schedule(step) - value) / Math.max(Math.abs(value), 1e-4);
    expect(error, `step ${step}: ${schedule(step)}, not ${value}`).toBeLessThan(1e-12);
  });
  for (const step of [Number.NaN, -1, 0.5, Number.POSITIVE_INFINITY, '3' as unknown as number]) {
    expect(() => schedule(step)).toThrow(/step .* must be a whole number from 0 up/);
  }
}
