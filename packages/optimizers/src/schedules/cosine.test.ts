import { expect, test } from 'vitest';
import { expectSchedule } from '../../test/schedule.js';
import { cosineSchedule } from './cosine.js';

test('as in Optax, and in PyTorch before the end', () => {
  expectSchedule('cosine', cosineSchedule({ start: 0.1, end: 0.02, totalSteps: 17 }));
  expectSchedule('cosine torch', cosineSchedule({ start: 0.1, end: 0.01, totalSteps: 29 }));
});

test('it stays at the end', () => {
  expect(cosineSchedule({ start: 1, end: 0.25, totalSteps: 3 })(100)).toBe(0.25);
});

test('wrong options are errors', () => {
  expect(() => cosineSchedule({ start: 1, totalSteps: 0 })).toThrow('totalSteps 0 must be');
  expect(() => cosineSchedule({ start: 1, end: -1, totalSteps: 1 })).toThrow('end -1 must be');
});
