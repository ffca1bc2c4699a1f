import { expect, test } from 'vitest';
import { drawLegend, legendRows } from './legend.js';

const entries = ['a rather long name', 'another', 'third <b>'].map((name, i) => ({
  name,
  stroke: `var(--c${i})`,
  dash: i === 1 ? '7 5' : undefined,
}));

test('takes as many rows as it needs, one entry at least in each', () => {
  expect(legendRows(entries, 1000).map((row) => row.length)).toEqual([3]);
  expect(legendRows(entries, 220).map((row) => row.length)).toEqual([1, 2]);
  expect(legendRows(entries, 10).map((row) => row.length)).toEqual([1, 1, 1]);
});

test('shows each line as it is drawn', () => {
  const svg = drawLegend(legendRows(entries, 1000)).join('');
  expect(svg.match(/stroke="var\(--c\d\)"/g)).toHaveLength(3);
  expect(svg.match(/stroke-dasharray/g)).toHaveLength(1);
  expect(svg).toContain('>third &lt;b&gt;</text>');
});
