import { expect, test } from 'vitest';
import { DisjointSets } from './disjoint-sets.js';

test('what is joined, directly or through others, is one group', () => {
  const sets = new DisjointSets();
  for (const [a, b] of [
    [1, 2],
    [3, 4],
    [5, 6],
    [2, 3],
    [1, 4],
  ] as const)
    sets.join(a, b);
  expect(sets.group([6, 1, 7, 4, 5, 2], (x) => x)).toEqual([[6, 5], [1, 4, 2], [7]]);
});
