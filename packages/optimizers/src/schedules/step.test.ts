import { expect, test } from 'vitest';
import { expectSchedule } from '../../test/schedule.js';
import { stepSchedule } from './step.js';

test('as in PyTorch', () => {
  expectSchedule('step', stepSchedule({ start: 0.1, period: 7, factor: 0.3 }));
  expect(stepSchedule({ start: 1, period: 2 })(2)).toBe(0.1);
});

test('wrong options are errors', () => {
  expect(() => stepSchedule({ start: 1, period: 0 })).toThrow(
    'stepSchedule: period 0 must be a whole number from 1 up',
  );
  expect(() => stepSchedule({ start: -1, period: 1 })).toThrow('start -1 must be a finite number from 0 up');
  expect(() => stepSchedule({ start: 1, period: 1, gamma: 1 } as never)).toThrow("unknown option 'gamma'");
});
