import { expect, test } from 'vitest';
import { ratioBars } from './bars.js';

const bar = (name: string, ratio: number) => ({ name, ratio, low: 0.9 * ratio, high: 1.1 * ratio });

test('bars go left of 1 where we are faster, right where slower', () => {
  const svg = ratioBars('Ratios', [{ label: 'a < b', bars: [bar('torch', 0.5), bar('jax', 2)] }])!;
  const rects = [...svg.matchAll(/<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)" height="12"/g)];
  const [faster, slower] = rects.map(([, x, width]) => ({ x: Number(x), end: Number(x) + Number(width) }));
  expect(faster!.end).toBeCloseTo(slower!.x, 0);
  expect(faster!.x).toBeLessThan(slower!.x);
  for (const text of ['a &lt; b', 'torch', 'jax', '0.50', '2.00', '← Saddlepoint is faster'])
    expect(svg).toContain(`>${text}</text>`);
  expect(svg).not.toMatch(/NaN|Infinity/);
});

test('nothing to draw is no drawing', () => {
  expect(ratioBars('Ratios', [{ label: 'a', bars: [] }])).toBeUndefined();
});

test('a ratio beyond the axis is cut off, and told', () => {
  const svg = ratioBars('Ratios', [{ label: 'a', bars: [bar('copy', 300), bar('tfjs', 0.001)] }])!;
  expect(svg).toContain('>300.00</text>');
  const ends = [...svg.matchAll(/<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"/g)].map(
    ([, x, w]) => Number(x) + Number(w),
  );
  expect(Math.max(...ends)).toBeLessThanOrEqual(760);
});
