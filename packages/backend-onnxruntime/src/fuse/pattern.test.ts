import { expect, test } from 'vitest';
import { patternOf } from './pattern.js';

test.each([
  [[], [2, 3], { repeat: 6, count: 1 }],
  [[2, 3], [2, 3], { repeat: 1, count: 6 }],
  [[3], [2, 3], { repeat: 1, count: 3 }],
  [[2, 1], [2, 3], { repeat: 3, count: 2 }],
  [[1, 4, 1, 1], [2, 4, 5, 5], { repeat: 25, count: 4 }],
  [[4, 1, 1], [2, 4, 5, 5], { repeat: 25, count: 4 }],
  [[1, 4, 5, 1], [2, 4, 5, 5], { repeat: 5, count: 20 }],
  [[4, 1, 3], [4, 1, 3], { repeat: 1, count: 12 }],
  [[4, 1, 3], [4, 2, 3], undefined],
])('%j broadcast to %j', (from, to, pattern) => {
  expect(patternOf(from, to)).toEqual(pattern);
});
