import { expect, test } from 'vitest';
import { expectSchedule } from '../../test/schedule.js';
import { constantSchedule } from './constant.js';
import { exponentialSchedule } from './exponential.js';
import { linearSchedule } from './linear.js';
import { withWarmup } from './with-warmup.js';

test('as in transformers and Optax', () => {
  expectSchedule('warmup constant', withWarmup(constantSchedule(0.1), { warmupSteps: 6 }));
  const fall = linearSchedule({ start: 0.1, end: 0, totalSteps: 19 });
  expectSchedule('warmup linear', withWarmup(fall, { warmupSteps: 6 }));
  const exponential = exponentialSchedule({ start: 0.1, factor: 0.6, period: 4 });
  expectSchedule('warmup exponential', withWarmup(exponential, { warmupSteps: 5, start: 0.02 }));
});

test('wrong options are errors', () => {
  expect(() => withWarmup(constantSchedule(1), { warmupSteps: 0 })).toThrow('withWarmup: warmupSteps 0 must be');
  expect(() => withWarmup(constantSchedule(1), { warmupSteps: 1, start: -1 })).toThrow('withWarmup: start -1 must be');
});
