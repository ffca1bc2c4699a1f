import { expect, test } from 'vitest';
import { confusionMatrix } from './confusion-matrix.js';

test('mistakes have a colour of their own, nothing is a dot', () => {
  const svg = confusionMatrix({
    title: 'Digits',
    counts: [
      [90, 10],
      [0, 50],
    ],
    classes: ['cat', 'dog'],
  });
  for (const text of ['Digits', '90', '10', '50', '·', 'predicted', 'true']) expect(svg).toContain(`>${text}</text>`);
  expect(svg.match(/>cat</g)).toHaveLength(2);
  // The diagonal: 0.12 + 0.88 · 0.9, and 1. The one mistake: 0.12 + 0.88 · 0.8.
  expect([...svg.matchAll(/fill="var\(--c(\d)\)" opacity="([\d.]+)"/g)].map(([, c, o]) => [c, o])).toEqual([
    ['0', '0.91'],
    ['1', '0.82'],
    ['0', '1'],
  ]);
});

test('a class that never occurs has no colour', () => {
  expect(
    confusionMatrix({
      title: 't',
      counts: [
        [0, 0],
        [0, 0],
      ],
    }),
  ).not.toMatch(/NaN|fill="var\(--c/);
});

test('refuses what is not a table of counts', () => {
  expect(() => confusionMatrix({ title: 't', counts: [[1, 2]] })).toThrow(/row 0 has 2 counts for 1 classes/);
  expect(() => confusionMatrix({ title: 't', counts: [[1.5]] })).toThrow(
    /counts\[0\]\[0\] is 1.5; it must be a whole number/,
  );
  expect(() => confusionMatrix({ title: 't', counts: [[1]], labels: [] } as never)).toThrow(/unknown option 'labels'/);
});
