import { ArgumentError } from '@saddlepoint/tensor';
import { describe, expect, test } from 'vitest';
import { type LineChartOptions, lineChart } from './line-chart.js';

const y = [3, 2, 1, 0.5];
const paths = (svg: string) => [...svg.matchAll(/<path d="([^"]*)"/g)].map(([, d]) => d!);

test('draws each series, its legend, the axes and the labels', () => {
  const svg = lineChart({
    title: 'Loss',
    series: [
      { name: 'mlp', y },
      { name: 'cnn', y: [2, 1, 0.5, 0.2] },
    ],
    xLabel: 'step',
    yLabel: 'nats',
  });
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" viewBox="0 0 640 360"/);
  for (const text of ['Loss', 'mlp', 'cnn', 'step', 'nats', '1.0', '2.0']) expect(svg).toContain(`>${text}</text>`);
  expect(paths(svg)).toHaveLength(2);
  expect(svg.match(/<circle/g)).toHaveLength(8);
  expect(svg).toContain('<title>mlp: 0.5 at 3</title>');
});

test('shades a band and makes room for it', () => {
  const svg = lineChart({
    title: 't',
    series: [{ name: 'a', y, band: [[2, 1, Number.NaN, 0.1], y.map((v) => v + 40)] }],
  });
  const [band, line] = paths(svg);
  expect(band!.match(/Z/g)).toHaveLength(2);
  expect(band!.match(/,/g)).toHaveLength(6);
  expect(line!.match(/,/g)).toHaveLength(4);
  expect(svg).toContain('opacity="0.15"');
  expect(svg).toContain('>40</text>');
  expect(() => lineChart({ title: 't', series: [{ name: 'a', y, band: [y, [1]] }] })).toThrow(
    "lineChart: series 'a': band has 1 values but y has 4",
  );
  expect(() => lineChart({ title: 't', yScale: 'log', series: [{ name: 'a', y, band: [[1, 0, 1, 1], y] }] })).toThrow(
    "series 'a': band is 0 at position 1, which a log axis cannot show; use a linear yScale",
  );
});

test('escapes names and labels', () => {
  const svg = lineChart({ title: '<b>', series: [{ name: '"><script>', y }], xLabel: 'a & b' });
  expect(svg).not.toMatch(/<script|<b>/);
  expect(svg).toContain('a &amp; b');
});

test('the same data give the same drawing', () => {
  const options: LineChartOptions = {
    title: 't',
    series: [{ name: 'a', y, x: [0, 1, 5, 9] }],
    yScale: 'log',
    smoothing: 0.5,
  };
  expect(lineChart(options)).toBe(lineChart(options));
});

test('values that are not finite are gaps', () => {
  const svg = lineChart({
    title: 't',
    series: [{ name: 'a', y: [1, 2, Number.NaN, 2, 1, Number.POSITIVE_INFINITY, 1] }],
  });
  expect(paths(svg)[0]!.match(/M/g)).toHaveLength(2);
  expect(svg).not.toContain('NaN');
});

test('smoothing draws a thin raw line below a bold one', () => {
  const svg = lineChart({ title: 't', series: [{ name: 'a', y }], smoothing: 0.9 });
  expect(svg.match(/stroke-width="(1|2\.2)" opacity="[^"]*"/g)).toEqual([
    'stroke-width="1" opacity="0.28"',
    'stroke-width="2.2" opacity="1"',
  ]);
});

test('a long series stays a small drawing', () => {
  const long = Float32Array.from({ length: 100_000 }, (_, i) => Math.sin(i / 3) + i / 1000);
  expect(lineChart({ title: 't', series: [{ name: 'a', y: long }] }).length).toBeLessThan(60_000);
});

test('a constant series, one point and a single log value have an axis', () => {
  for (const values of [[5, 5, 5], [7], [0]]) {
    expect(lineChart({ title: 't', series: [{ name: 'a', y: values }] })).not.toMatch(/NaN|Infinity/);
  }
  expect(lineChart({ title: 't', series: [{ name: 'a', y: [3] }], yScale: 'log' })).not.toMatch(/NaN|Infinity/);
});

test('series that belong together share a colour, one of them dashed', () => {
  const series = [
    { name: 'training', y, smoothing: 0.5 },
    { name: 'test', y, colour: 0, dashed: true },
  ];
  const svg = lineChart({ title: 't', series });
  expect(svg).not.toContain('--c1)');
  expect(svg.match(/<path [^>]*stroke-dasharray="7 5"/g)).toHaveLength(1);
  expect(paths(svg)).toHaveLength(3);
});

describe('refuses', () => {
  test.each<[string, Partial<LineChartOptions>, RegExp]>([
    ['no series', { series: [] }, /series is empty; give at least one/],
    ['an empty series', { series: [{ name: 'a', y: [] }] }, /series 'a': is empty; leave it out/],
    ['nothing finite', { series: [{ name: 'a', y: [Number.NaN] }] }, /series 'a': has no finite value/],
    ['lengths that differ', { series: [{ name: 'a', y, x: [1] }] }, /x has 1 values but y has 4/],
    [
      'x out of order',
      { series: [{ name: 'a', y, x: [0, 2, 1, 3] }] },
      /x must be finite and ascending; it is 1 at position 2/,
    ],
    ['x not finite', { series: [{ name: 'a', y, x: [0, 1, 2, Number.NaN] }] }, /it is NaN at position 3/],
    [
      'zero on a log axis',
      { series: [{ name: 'a', y: [1, 0] }], yScale: 'log' },
      /y is 0 at position 1, which a log axis cannot show/,
    ],
    [
      'step 0 on a log axis',
      { xScale: 'log' },
      /x is 0 at position 0, which a log axis cannot show; use a linear xScale/,
    ],
    ['smoothing of 1', { smoothing: 1 }, /factor 1 must be from 0 to below 1/],
    [
      'a colour that does not exist',
      { series: [{ name: 'a', y, colour: 6 }] },
      /series 'a': colour 6 must be .* 0 to 5/,
    ],
    ['an unknown key of a series', { series: [{ name: 'a', y, color: 1 }] } as never, /unknown option 'color'/],
    ['a range upside down', { yRange: [1, 0] }, /yRange \[1, 0\] must ascend/],
    ['an unknown option', { logY: true } as Partial<LineChartOptions>, /unknown option 'logY'/],
  ])('%s', (_, change, message) => {
    const draw = () => lineChart({ title: 't', series: [{ name: 'a', y }], ...change });
    expect(draw).toThrow(message);
    expect(draw).toThrow(ArgumentError);
  });
});
