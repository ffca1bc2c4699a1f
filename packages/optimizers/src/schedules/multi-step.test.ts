import { expect, test } from 'vitest';
import { expectSchedule } from '../../test/schedule.js';
import { multiStepSchedule } from './multi-step.js';

test('as in PyTorch', () => {
  expectSchedule('multi-step', multiStepSchedule({ start: 0.1, milestones: [4, 11, 12, 25], factor: 0.5 }));
  expect(multiStepSchedule({ start: 1, milestones: [3] })(3)).toBe(0.1);
});

test('wrong options are errors', () => {
  const message = 'must be whole numbers from 1 up that ascend';
  expect(() => multiStepSchedule({ start: 1, milestones: [5, 3] })).toThrow(`milestones [5, 3] ${message}`);
  expect(() => multiStepSchedule({ start: 1, milestones: [1.5] })).toThrow(message);
  expect(() => multiStepSchedule({ start: 1, milestones: [], factor: -1 })).toThrow('factor -1 must be');
});
