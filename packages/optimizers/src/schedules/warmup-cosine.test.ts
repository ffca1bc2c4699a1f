import { expect, test } from 'vitest';
import { fixture } from '../../test/trajectory.js';
import { warmupCosineSchedule } from './warmup-cosine.js';

test.each([
  ['warmup', { peak: 0.1, warmupSteps: 4, totalSteps: 10 }],
  ['warmup start end', { peak: 0.1, start: 0.02, end: 0.01, warmupSteps: 3, totalSteps: 11 }],
  ['cosine', { peak: 0.1, totalSteps: 10 }],
])('%s as in Optax', (name, options) => {
  const schedule = warmupCosineSchedule(options);
  fixture.schedules[name]!.forEach((value, step) => {
    expect(schedule(step)).toBeCloseTo(value, 12);
  });
});

test('what is not a step is an error', () => {
  const schedule = warmupCosineSchedule({ peak: 1, totalSteps: 10 });
  expect(() => schedule(Number.NaN)).toThrow('warmupCosineSchedule: step NaN must be a whole number from 0 up');
  expect(() => schedule(-1)).toThrow('step -1 must be');
  expect(() => schedule(1.5)).toThrow('step 1.5 must be');
});

test('wrong options are errors', () => {
  const schedule = (options: object) => () => warmupCosineSchedule({ peak: 1, totalSteps: 10, ...options });
  expect(schedule({ warmupSteps: 10 })).toThrow('warmupSteps 10 must be fewer than totalSteps 10');
  expect(schedule({ totalSteps: 0 })).toThrow('warmupSteps 0 must be fewer than totalSteps 0');
  expect(schedule({ totalSteps: 1.5 })).toThrow('totalSteps 1.5 must be a whole number from 0 up');
  expect(schedule({ peak: -1 })).toThrow('warmupCosineSchedule: peak -1 must be a finite number from 0 up');
  expect(schedule({ decaySteps: 1 })).toThrow("unknown option 'decaySteps'");
});
