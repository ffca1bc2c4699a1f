import { expect, test } from 'vitest';
import { expectSchedule } from '../../test/schedule.js';
import { oneCycleSchedule } from './one-cycle.js';

test('as in PyTorch', () => {
  expectSchedule('one-cycle', oneCycleSchedule({ peak: 0.1, totalSteps: 30 }));
  expectSchedule(
    'one-cycle options',
    oneCycleSchedule({ peak: 0.1, totalSteps: 30, warmupFraction: 0.4, shape: 'linear', start: 0.01, end: 0.0002 }),
  );
  expectSchedule('one-cycle three phases', oneCycleSchedule({ peak: 0.1, totalSteps: 30, threePhase: true }));
});

test('it stays at the end', () => {
  expect(oneCycleSchedule({ peak: 1, end: 0.125, totalSteps: 10 })(99)).toBe(0.125);
});

test('wrong options are errors', () => {
  const schedule = (options: object) => () => oneCycleSchedule({ peak: 1, totalSteps: 30, ...options });
  expect(schedule({ totalSteps: 3 })).toThrow('with totalSteps 3 and warmupFraction 0.3 a phase has no steps');
  expect(schedule({ warmupFraction: 0.6, threePhase: true })).toThrow('a phase has no steps');
  expect(schedule({ warmupFraction: 2 })).toThrow('warmupFraction 2 must be from 0 to 1');
  expect(schedule({ shape: 'cos' })).toThrow("shape 'cos' must be 'cosine' or 'linear'");
});
