import { expect, test } from 'vitest';
import { type Point, polyline, runsOf, thin } from './polyline.js';

test('gaps split a line', () => {
  const points: Point[] = [
    [0, Number.NaN],
    [1, 1],
    [2, 2],
    [3, Number.POSITIVE_INFINITY],
    [4, 4],
    [5, Number.NaN],
  ];
  expect(runsOf(points)).toEqual([
    [
      [1, 1],
      [2, 2],
    ],
    [[4, 4]],
  ]);
  expect(runsOf([])).toEqual([]);
});

test('a point alone is a dot, others are a path', () => {
  const svg = polyline(
    [
      [0, 0],
      [1, 1],
      [2, Number.NaN],
      [3, 3],
    ],
    100,
    { stroke: 'red' },
  );
  expect(svg).toContain('<path d="M0,0 1,1"');
  expect(svg).toContain('<circle cx="3" cy="3" r="2.5" fill="red"/>');
});

test('thinning keeps both ends, the spikes and the order', () => {
  const points: Point[] = Array.from({ length: 100_000 }, (_, i) => [i / 200, i === 51_234 ? 99 : Math.sin(i)]);
  const kept = thin(points, 500);
  expect(kept.length).toBeLessThanOrEqual(2000);
  expect([kept[0], kept.at(-1)]).toEqual([points[0], points.at(-1)]);
  expect(kept).toContainEqual([51_234 / 200, 99]);
  expect(kept.every(([x], i) => i === 0 || x >= kept[i - 1]![0])).toBe(true);
  expect(thin(points.slice(0, 10), 500)).toHaveLength(10);
});
