import { expect, test } from 'vitest';
import { expectSchedule } from '../../test/schedule.js';
import { linearSchedule } from './linear.js';

test('as in PyTorch and Optax', () => {
  expectSchedule('linear', linearSchedule({ start: 0.025, end: 0.1, totalSteps: 9 }));
  expectSchedule('linear optax', linearSchedule({ start: 0.1, end: 0.03, totalSteps: 11 }));
  expect([0, 3, 4, 9].map(linearSchedule({ start: 4, totalSteps: 4 }))).toEqual([4, 1, 0, 0]);
});

test('wrong options are errors', () => {
  expect(() => linearSchedule({ start: 1, end: -1, totalSteps: 5 })).toThrow('end -1 must be');
  expect(() => linearSchedule({ start: 1, end: 0, totalSteps: 0.5 })).toThrow('totalSteps 0.5 must be');
});
