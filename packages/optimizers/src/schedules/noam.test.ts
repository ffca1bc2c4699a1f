import { expect, test } from 'vitest';
import { expectSchedule } from '../../test/schedule.js';
import { noamSchedule } from './noam.js';

test("the paper's values", () => {
  expectSchedule('noam', noamSchedule({ dimension: 512, warmupSteps: 8 }));
  expect(noamSchedule({ dimension: 4, warmupSteps: 4, factor: 8 })(3)).toBe(2);
});

test('wrong options are errors', () => {
  expect(() => noamSchedule({ dimension: 0, warmupSteps: 1 })).toThrow('dimension 0 must be');
  expect(() => noamSchedule({ dimension: 1, warmupSteps: 0 })).toThrow('warmupSteps 0 must be');
});
