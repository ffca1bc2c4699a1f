import { ArgumentError, checkOptions } from '@saddlepoint/tensor';
import type { ScaleKind } from './scale.js';
import { seriesColours } from './svg.js';

export interface Series {
  readonly name: string;
  /** Values; those that are not finite are gaps in the line. */
  readonly y: ArrayLike<number>;
  /** Where they stand, finite and ascending. Default 0, 1, 2, … */
  readonly x?: ArrayLike<number>;
  /** Shaded from one to the other, such as the spread of several runs: as many values as `y`, never smoothed. Default none. */
  readonly band?: readonly [low: ArrayLike<number>, high: ArrayLike<number>];
  /** Replaces the chart's. */
  readonly smoothing?: number;
  /** Which of the six colours, 0 to 5: series that belong together may share one. Default: the next one. */
  readonly colour?: number;
  /** Default false. */
  readonly dashed?: boolean;
}

/** A series that can be drawn. */
export interface Line {
  readonly name: string;
  readonly x: readonly number[];
  /** Finite, or NaN for a gap. */
  readonly y: readonly number[];
  /** As `y`; empty for none. */
  readonly band: readonly (readonly number[])[];
  readonly smoothing: number;
  readonly stroke: string;
  readonly dash: string | undefined;
}

/** Series number `index` with its defaults. @throws ArgumentError for what a chart cannot place. */
export function lineOf(series: Series, index: number, smoothing: number, xScale: ScaleKind, yScale: ScaleKind): Line {
  const { name, colour = index % seriesColours, dashed = false } = series;
  const values = checkValues(series, xScale, yScale);
  if (!Number.isInteger(colour) || colour < 0 || colour >= seriesColours) {
    throw new ArgumentError(
      `lineChart: series '${name}': colour ${colour} must be a whole number from 0 to ${seriesColours - 1}`,
    );
  }
  return {
    name,
    ...values,
    smoothing: series.smoothing ?? smoothing,
    stroke: `var(--c${colour})`,
    dash: dashed ? '7 5' : undefined,
  };
}

/** A series as arrays without anything a chart cannot place. */
function checkValues(series: Series, xScale: ScaleKind, yScale: ScaleKind): Pick<Line, 'x' | 'y' | 'band'> {
  const owner = `lineChart: series '${series.name}'`;
  checkOptions(owner, series, ['name', 'x', 'y', 'band', 'smoothing', 'colour', 'dashed']);
  const [y, ...band] = [series.y, ...(series.band ?? [])].map((values) =>
    Array.from(values, (value) => (Number.isFinite(value) ? value : Number.NaN)),
  ) as [number[], ...number[][]];
  const x = Array.from(series.x ?? y.map((_, i) => i));
  for (const [name, values] of [['x', x] as const, ...band.map((values) => ['band', values] as const)]) {
    if (values.length === y.length) continue;
    throw new ArgumentError(`${owner}: ${name} has ${values.length} values but y has ${y.length}`);
  }
  if (y.every(Number.isNaN)) {
    throw new ArgumentError(
      `${owner}: ${y.length === 0 ? 'is empty' : 'has no finite value'}; leave it out of the chart`,
    );
  }
  const wrong = x.findIndex((value, i) => !Number.isFinite(value) || value < x[i - 1]!);
  if (wrong >= 0) {
    throw new ArgumentError(`${owner}: x must be finite and ascending; it is ${x[wrong]} at position ${wrong}`);
  }
  for (const [name, values, kind] of [
    ['x', x, xScale] as const,
    ['y', y, yScale] as const,
    ...band.map((values) => ['band', values, yScale] as const),
  ]) {
    const at = kind === 'log' ? values.findIndex((value) => value <= 0) : -1;
    if (at >= 0) {
      throw new ArgumentError(
        `${owner}: ${name} is ${values[at]} at position ${at}, which a log axis cannot show; use a linear ${name === 'x' ? 'x' : 'y'}Scale, or NaN for a gap`,
      );
    }
  }
  return { x, y, band };
}

/** @throws ArgumentError for a range that is empty or that the axis cannot show. */
export function checkRange(range: readonly [number, number], kind: ScaleKind): readonly [number, number] {
  const [min, max] = range;
  if (!(min < max) || !Number.isFinite(max - min) || (kind === 'log' && min <= 0)) {
    const positive = kind === 'log' ? ' and above 0' : '';
    throw new ArgumentError(`lineChart: yRange [${min}, ${max}] must ascend, and be finite${positive}`);
  }
  return range;
}

/** Smallest and largest value with a margin, never of width zero. */
export function rangeOf(lists: readonly (readonly number[])[], margin: number, kind: ScaleKind): [number, number] {
  const log = kind === 'log';
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const list of lists) {
    for (const value of list) {
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  if (min === max) return log ? [min / 2, max * 2] : [min - (Math.abs(min) / 2 || 1), max + (Math.abs(max) / 2 || 1)];
  if (log) return [min * (min / max) ** margin, max * (max / min) ** margin];
  return [min - margin * (max - min), max + margin * (max - min)];
}
