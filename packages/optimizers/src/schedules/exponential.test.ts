import { expect, test } from 'vitest';
import { expectSchedule } from '../../test/schedule.js';
import { exponentialSchedule } from './exponential.js';

test('as in PyTorch and Optax', () => {
  expectSchedule('exponential', exponentialSchedule({ start: 0.1, factor: 0.9 }));
  expectSchedule('exponential optax', exponentialSchedule({ start: 0.1, factor: 0.5, period: 7, end: 0.02 }));
  expectSchedule('exponential rising', exponentialSchedule({ start: 0.1, factor: 1.5, period: 4, end: 0.4 }));
});

test('wrong options are errors', () => {
  expect(() => exponentialSchedule({ start: 1, factor: 0 })).toThrow('factor 0 must be a finite number above 0');
  expect(() => exponentialSchedule({ start: 1, factor: 0.5, end: -1 })).toThrow('end -1 must be');
  expect(() => exponentialSchedule({ start: 1, factor: 0.5, period: 0.5 })).toThrow('period 0.5 must be');
});
