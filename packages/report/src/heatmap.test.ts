import { expect, test } from 'vitest';
import { type HeatmapOptions, heatmap } from './heatmap.js';

test('writes every number and label, stronger where larger', () => {
  const svg = heatmap({
    title: 'Grid',
    values: [
      [0, 1],
      [2, 4],
    ],
    rowLabels: ['a', 'b'],
    columnLabels: ['<c>', 'd'],
    xLabel: 'across',
    yLabel: 'down',
  });
  for (const text of ['Grid', 'a', 'b', 'd', 'across', 'down', '0', '1', '2', '4'])
    expect(svg).toContain(`>${text}</text>`);
  expect(svg).toContain('&lt;c&gt;');
  expect([...svg.matchAll(/fill="var\(--c0\)" opacity="([\d.]+)"/g)].map(([, o]) => o)).toEqual(['0.34', '0.56', '1']);
});

test('cells that are not finite stay empty; format, strength and colour are the caller’s', () => {
  const svg = heatmap({
    title: 't',
    values: [[Number.NaN, 0.25]],
    format: (v) => `${100 * v} %`,
    strength: () => 1,
    colour: () => 3,
  });
  expect(svg).toContain('>25 %</text>');
  expect(svg.match(/--c3\)"/g)).toHaveLength(1);
  expect(svg).not.toContain('NaN');
});

test('long column labels are tilted', () => {
  expect(heatmap({ title: 't', values: [[1]], columnLabels: ['Ankle boot'] })).toContain('rotate(-45)');
});

test.each<[Partial<HeatmapOptions>, RegExp]>([
  [{ values: [] }, /values is empty/],
  [{ values: [[]] }, /values is empty/],
  [{ values: [[1, 2], [3]] }, /row 1 has 1 values, row 0 has 2/],
  [{ rowLabels: ['a', 'b'] }, /rowLabels has 2 entries for 1/],
  [{ scheme: 'x' } as Partial<HeatmapOptions>, /unknown option 'scheme'/],
])('refuses %j', (change, message) => {
  expect(() => heatmap({ title: 't', values: [[1]], ...change })).toThrow(message);
});
