import { expect, test } from 'vitest';
import { expectSchedule } from '../../test/schedule.js';
import { cosineSchedule } from './cosine.js';
import { exponentialSchedule } from './exponential.js';
import { joinSchedules } from './join.js';
import { linearSchedule } from './linear.js';
import { stepSchedule } from './step.js';

test('as in PyTorch and Optax', () => {
  const rise = linearSchedule({ start: 0.01, end: 0.1, totalSteps: 5 });
  const fall = exponentialSchedule({ start: 0.1, factor: 0.8 });
  expectSchedule('join', joinSchedules([rise, fall, stepSchedule({ start: 0.1, period: 3, factor: 0.5 })], [5, 12]));
  const parts = [linearSchedule({ start: 0, end: 0.1, totalSteps: 4 }), cosineSchedule({ start: 0.1, totalSteps: 10 })];
  expectSchedule('join optax', joinSchedules(parts, [8]));
});

test('wrong boundaries are errors', () => {
  const one = () => 1;
  expect(() => joinSchedules([one, one], [])).toThrow('joinSchedules: 2 schedules and 0 boundaries');
  expect(() => joinSchedules([], [])).toThrow('0 schedules');
  expect(() => joinSchedules([one, one, one], [5, 5])).toThrow('boundaries [5, 5] must be whole numbers');
});
