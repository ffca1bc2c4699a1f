import { expect, test } from 'vitest';
import { expectSchedule } from '../../test/schedule.js';
import { inverseSqrtSchedule } from './inverse-sqrt.js';

test('as in transformers', () => {
  expectSchedule('inverse sqrt', inverseSqrtSchedule({ peak: 0.1, warmupSteps: 6 }));
  expectSchedule('inverse sqrt timescale', inverseSqrtSchedule({ peak: 0.1, warmupSteps: 4, timescale: 20 }));
  expectSchedule('inverse sqrt bare', inverseSqrtSchedule({ peak: 0.1 }));
});

test('wrong options are errors', () => {
  expect(() => inverseSqrtSchedule({ peak: 1, warmupSteps: -1 })).toThrow('warmupSteps -1 must be');
  expect(() => inverseSqrtSchedule({ peak: 1, timescale: 0 })).toThrow('timescale 0 must be');
});
