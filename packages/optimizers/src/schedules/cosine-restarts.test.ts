import { expect, test } from 'vitest';
import { expectSchedule } from '../../test/schedule.js';
import { cosineRestartsSchedule } from './cosine-restarts.js';

test('as in PyTorch', () => {
  expectSchedule('cosine restarts', cosineRestartsSchedule({ start: 0.1, end: 0.01, period: 7 }));
  expectSchedule('cosine restarts longer', cosineRestartsSchedule({ start: 0.1, period: 4, multiplier: 2 }));
});

test('wrong options are errors', () => {
  expect(() => cosineRestartsSchedule({ start: 1, period: 0 })).toThrow('period 0 must be');
  expect(() => cosineRestartsSchedule({ start: 1, period: 4, multiplier: 1.5 })).toThrow('multiplier 1.5 must be');
});
