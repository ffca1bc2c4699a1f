import { expect, test } from 'vitest';
import { constantSchedule } from './constant.js';

test('the same at every step', () => {
  expect([0, 1, 1e9].map(constantSchedule(0.3))).toEqual([0.3, 0.3, 0.3]);
});

test('wrong values and steps are errors', () => {
  expect(() => constantSchedule(Number.NaN)).toThrow('constantSchedule: value NaN must be');
  expect(() => constantSchedule(1)(-1)).toThrow('constantSchedule: step -1 must be a whole number from 0 up');
});
