import { expect, test } from 'vitest';
import { expectSchedule } from '../../test/schedule.js';
import { polynomialSchedule } from './polynomial.js';

test('as in PyTorch and Optax', () => {
  expectSchedule('polynomial', polynomialSchedule({ start: 0.1, totalSteps: 20, power: 2 }));
  expectSchedule('polynomial optax', polynomialSchedule({ start: 0.1, end: 0.02, totalSteps: 20, power: 0.7 }));
});

test('wrong options are errors', () => {
  expect(() => polynomialSchedule({ start: 1, totalSteps: 9, power: 0 })).toThrow('power 0 must be');
  expect(() => polynomialSchedule({ start: 1, totalSteps: 0 })).toThrow('totalSteps 0 must be');
  expect(() => polynomialSchedule({ start: Number.NaN, totalSteps: 1 })).toThrow('start NaN must be');
});
