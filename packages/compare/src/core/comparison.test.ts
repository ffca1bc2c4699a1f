import { expect, test } from 'vitest';
import { tiny } from '../../test/tiny.js';
import { compareRuns, curvesFigure, lookOf, spread, stepsTo } from './comparison.js';
import { lossText, short } from './measures.js';
import type { Run } from './task.js';

const run = (variant: string, seed: number, loss: number[]): Run => ({
  variant,
  seed,
  start: undefined,
  loss,
  accuracy: loss.map(() => 1),
  gradientNorm: loss,
  tests: [],
  diverged: false,
  stepSeconds: 0.1,
  bytes: { parameters: 4, state: 8 },
});
const format = (x: number) => x.toFixed(2);

test('means with deviations, and how many there were', () => {
  expect(spread([1, 2, 3], { format })).toBe('2.00\u00a0±\u00a01.00');
  expect(spread([5], { format })).toBe('5.00');
  expect(spread([1, Number.NaN, 3], { format })).toBe('2.00\u00a0±\u00a01.41 (2 of 3)');
  expect(spread([Number.NaN], { format, missing: 'nan' })).toBe('nan');
  expect(spread([Number.POSITIVE_INFINITY], { format })).toBe('–');
  expect(spread([1e6, 3e6], { format: short })).toBe('2.0e+6\u00a0±\u00a01.4e+6');
  expect([short(1234.5), short(0), short(0.12345), lossText(0.5), lossText(8e7)]).toEqual([
    '1.23e+3',
    '0.00',
    '0.123',
    '0.5000',
    '8.0e+7',
  ]);
});

test('one row a variant, and one a training', () => {
  const measures = [
    { name: 'last', of: ({ loss }: Run) => loss.at(-1)!, format, note: 'the last loss.' },
    { name: 'first', of: ({ loss }: Run) => loss[0]!, format },
  ];
  const runs = [run('a', 0, [3, 1]), run('a', 1, [5, 3]), run('b', 0, [1, 9])];
  const made = compareRuns({ ...tiny, title: 'Title' }, runs, measures, []);
  expect(made.summary).toEqual({
    columns: ['', 'last', 'first'],
    rows: [
      ['a', '2.00\u00a0±\u00a01.41', '4.00\u00a0±\u00a01.41'],
      ['b', '9.00', '1.00'],
    ],
  });
  expect(made.table.columns).toEqual(['variant', 'seed', 'last', 'first']);
  expect(made.table.rows[1]).toEqual(['a', 1, 3, 5]);
  expect(made.notes).toEqual([
    'Passes over 48 training examples: 3, in batches of 16; 30 test examples; seeds 0, 1.',
    'last: the last loss.',
  ]);
});

test('the step at which the moving average is down', () => {
  expect(stepsTo(1, { loss: [0.5] })).toBe(1);
  expect(stepsTo(1, { loss: [5, 0, 0, 0, 0, 0, 0] })).toBe(5);
  expect(stepsTo(1, { loss: [2, 2] })).toBe(Number.POSITIVE_INFINITY);
  expect(stepsTo(1, { loss: [2, Number.NaN] })).toBe(Number.POSITIVE_INFINITY);
});

test('a figure has a line and a band for each variant that has values', () => {
  const runs = [run('a', 0, [3, 1, 2]), run('a', 1, [5, 3]), run('b', 0, [Number.NaN])];
  const [figure, ...more] = curvesFigure(runs, ({ loss }) => ({ x: loss.map((_, i) => i), y: loss }), {
    title: 'Loss',
    yLabel: 'nats',
    log: true,
  });
  expect(more).toEqual([]);
  const { svg } = figure!;
  expect(svg.match(/opacity="0.15"/g)).toHaveLength(1);
  expect(svg).toContain('>a</text>');
  expect(svg).not.toContain('>b</text>');
  expect(svg).toContain('<title>a: 4 at 0</title>');
  // Where one training of two has ended there is no mean.
  expect(svg).not.toContain(' at 2</title>');
});

test('where no training has a value there is no figure', () => {
  const lost = [run('a', 0, [Number.NaN]), run('b', 0, [Number.POSITIVE_INFINITY])];
  const axes = { title: 'Loss', yLabel: 'nats', log: true, ceiling: 2 };
  expect(curvesFigure(lost, ({ loss }) => ({ x: [0], y: loss }), axes)).toEqual([]);
});

test('one that explodes does not hide the others', () => {
  const runs = [run('a', 0, [2, 1]), run('b', 0, [2, 1e9]), run('c', 0, [3, 2])];
  const draw = (options: object) =>
    curvesFigure(runs, ({ loss }) => ({ x: [0, 1], y: loss }), {
      title: 'Loss',
      yLabel: 'nats',
      log: true,
      ...options,
    })[0]!.svg;
  expect(draw({})).toContain('>1e8</text>');
  expect(draw({ ceiling: 2 })).not.toMatch(/>1e\d</);
  expect(draw({ ceiling: 2 })).toContain('>b</text>');
});

test('more variants than colours are dashed', () => {
  expect([lookOf(0), lookOf(7)]).toEqual([
    { colour: 0, dashed: false },
    { colour: 1, dashed: true },
  ]);
});
