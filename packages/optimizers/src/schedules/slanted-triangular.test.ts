import { expect, test } from 'vitest';
import { expectSchedule } from '../../test/schedule.js';
import { slantedTriangularSchedule } from './slanted-triangular.js';

test("the paper's values", () => {
  expectSchedule('slanted triangular', slantedTriangularSchedule({ peak: 0.1, totalSteps: 30 }));
  const options = { peak: 0.1, totalSteps: 20, cutFraction: 0.25, ratio: 10 };
  expectSchedule('slanted triangular options', slantedTriangularSchedule(options));
});

test('where the cut is not whole, it still ends at the last step', () => {
  const schedule = slantedTriangularSchedule({ peak: 32, totalSteps: 27 });
  expect([schedule(0), schedule(2), schedule(27), schedule(99)]).toEqual([1, 32, 1, 1]);
});

test('wrong options are errors', () => {
  const schedule = (options: object) => () => slantedTriangularSchedule({ peak: 1, totalSteps: 30, ...options });
  expect(schedule({ totalSteps: 5 })).toThrow('cutFraction 0.1 of 5 steps leaves no step to rise or to fall');
  expect(schedule({ cutFraction: 1 })).toThrow('leaves no step');
  expect(schedule({ ratio: 0.5 })).toThrow('ratio 0.5 must be a finite number from 1 up');
});
