import { expect, test } from 'vitest';
import { expectSchedule } from '../../test/schedule.js';
import { cyclicSchedule } from './cyclic.js';

test('as in PyTorch', () => {
  const range = { low: 0.01, peak: 0.1 };
  expectSchedule('cyclic', cyclicSchedule({ ...range, stepsUp: 4, stepsDown: 6 }));
  expectSchedule('cyclic 2', cyclicSchedule({ ...range, stepsUp: 5, mode: 'triangular2' }));
  expectSchedule('cyclic exponential', cyclicSchedule({ ...range, stepsUp: 4, mode: 'exponential', gamma: 0.97 }));
});

test('the momentum goes the other way', () => {
  const range = { low: 0.9, peak: 0.8 };
  expectSchedule('cyclic momentum', cyclicSchedule({ ...range, stepsUp: 4, stepsDown: 6 }));
  expectSchedule('cyclic momentum 2', cyclicSchedule({ ...range, stepsUp: 5, mode: 'triangular2' }));
});

test('wrong options are errors', () => {
  const schedule = (options: object) => () => cyclicSchedule({ low: 0, peak: 1, stepsUp: 4, ...options });
  expect(schedule({ stepsUp: 0 })).toThrow('stepsUp 0 must be');
  expect(schedule({ mode: 'exp_range' })).toThrow("mode 'exp_range' must be 'triangular' or");
  expect(schedule({ gamma: 0 })).toThrow('gamma 0 must be');
});
