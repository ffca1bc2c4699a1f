import { expect, test } from 'vitest';
import { linearSchedule } from './linear.js';
import { sampleSchedule } from './sample.js';

const schedule = linearSchedule({ start: 0, end: 10, totalSteps: 10 });

test('every step, or a part of them with both ends', () => {
  expect(sampleSchedule(schedule, 3)).toEqual({ x: [0, 1, 2], y: [0, 1, 2] });
  expect(sampleSchedule(schedule, 9, 3)).toEqual({ x: [0, 4, 8], y: [0, 4, 8] });
  expect(sampleSchedule(schedule, 1)).toEqual({ x: [0], y: [0] });
  expect(sampleSchedule(schedule, 100_000).x.length).toBe(500);
});

test('wrong numbers are errors', () => {
  expect(() => sampleSchedule(schedule, 0)).toThrow('sampleSchedule: totalSteps 0 must be a whole number from 1 up');
  expect(() => sampleSchedule(schedule, 5, 1)).toThrow('points − 1 0 must be');
});
