import { expect, test } from 'vitest';
import { expectSchedule } from '../../test/schedule.js';
import { wsdSchedule } from './wsd.js';

const steps = { warmupSteps: 5, stableSteps: 10, decaySteps: 10 };

test('as in transformers', () => {
  expectSchedule('wsd cosine', wsdSchedule({ peak: 0.1, ...steps, decay: 'cosine' }));
  expectSchedule('wsd linear', wsdSchedule({ peak: 0.1, ...steps, decay: 'linear', start: 0.02, end: 0.02 }));
  expectSchedule('wsd sqrt', wsdSchedule({ peak: 0.1, ...steps, warmupSteps: 0, end: 0.01 }));
});

test('the fall as 1 − p²', () => {
  expect(wsdSchedule({ peak: 4, ...steps, decay: '1-square' })(20)).toBe(3);
});

test('wrong options are errors', () => {
  const schedule = (options: object) => () => wsdSchedule({ peak: 1, ...steps, ...options });
  expect(schedule({ decaySteps: 0 })).toThrow('decaySteps 0 must be');
  expect(schedule({ stableSteps: -1 })).toThrow('stableSteps -1 must be');
  expect(schedule({ decay: 'sqrt' })).toThrow("decay 'sqrt' must be 'linear' or");
});
