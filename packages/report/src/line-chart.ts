import { ArgumentError, checkOptions } from '@saddlepoint/tensor';
import { drawLegend, legendRows } from './legend.js';
import { area, type Point, polyline } from './polyline.js';
import { type Scale, type ScaleKind, scale } from './scale.js';
import { checkRange, lineOf, rangeOf, type Series } from './series.js';
import { smooth } from './smooth.js';
import { drawing, element, escapeText, label, round, textWidth } from './svg.js';

export interface LineChartOptions {
  title: string;
  /** One or more, in the order of the legend. */
  series: readonly Series[];
  xLabel?: string;
  yLabel?: string;
  /** Default `linear`. */
  xScale?: ScaleKind;
  /** Default `linear`. */
  yScale?: ScaleKind;
  /** From 0 to below 1: draws the moving average ({@link smooth}) over the raw values. Default 0. */
  smoothing?: number;
  /** Smallest and largest value of the vertical axis; what lies beyond is cut off. Default: those of the data. */
  yRange?: readonly [min: number, max: number];
  /** Default 640. */
  width?: number;
  /** Default 360. */
  height?: number;
}

const allowed = ['title', 'series', 'xLabel', 'yLabel', 'xScale', 'yScale', 'smoothing', 'yRange', 'width', 'height'];

interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/**
 * A line chart as an SVG document. Series with few points get dots whose tooltips tell their values.
 *
 * @throws ArgumentError for no series, a series without a finite value, x and y of different lengths, x that is not
 *   finite and ascending, a value a log axis cannot show, or an unknown option.
 */
export function lineChart(options: LineChartOptions): string {
  checkOptions('lineChart', options, allowed);
  const { title, series, xLabel = '', yLabel = '', width = 640, height = 360, smoothing = 0 } = options;
  const { xScale = 'linear', yScale = 'linear' } = options;
  if (series.length === 0) throw new ArgumentError('lineChart: series is empty; give at least one: [{ name, y }]');
  const lines = series.map((s, i) => lineOf(s, i, smoothing, xScale, yScale));
  const xRange = rangeOf(
    lines.map(({ x }) => x),
    0,
    xScale,
  );
  const yRange = options.yRange
    ? checkRange(options.yRange, yScale)
    : rangeOf(
        lines.flatMap(({ y, band }) => [y, ...band]),
        0.04,
        yScale,
      );
  const legend = legendRows(lines, width - 32);

  const top = 44 + 20 * legend.length;
  const bottom = height - (xLabel ? 50 : 32);
  const yAxis = scale(yScale, ...yRange, bottom, top, Math.max(2, Math.round((bottom - top) / 48)));
  const left = 20 + (yLabel ? 20 : 0) + Math.max(...yAxis.ticks.map(({ text }) => textWidth(text)));
  const right = width - 22;
  const xAxis = scale(xScale, ...xRange, left, right, Math.max(2, Math.round((right - left) / 90)));
  const frame = { left, right, top, bottom };

  const plots = lines.map(({ name, x, y, band, smoothing, stroke, dash }) => {
    const place = (values: ArrayLike<number>): Point[] =>
      x.map((at, k) => [xAxis.position(at), yAxis.position(values[k]!)]);
    const draw = (values: ArrayLike<number>, strokeWidth: number, opacity: number) =>
      polyline(place(values), right - left, { stroke, 'stroke-width': strokeWidth, 'stroke-dasharray': dash, opacity });
    const shade = band.length > 0 ? area(place(band[0]!), place(band[1]!), right - left, stroke) : '';
    if (smoothing > 0) return shade + draw(y, 1, 0.28) + draw(smooth(y, smoothing), 2.2, 1);
    return shade + draw(y, 2.2, 1) + (x.length <= 40 ? markers(name, x, y, place(y), stroke) : '');
  });
  return drawing(
    title,
    width,
    height,
    label(16, 26, title, { class: 'title' }),
    ...drawLegend(legend),
    ...drawAxes(frame, xAxis, yAxis),
    clipped(frame, plots),
    xLabel ? label((left + right) / 2, height - 12, xLabel, { class: 'muted middle' }) : '',
    yLabel
      ? label(0, 0, yLabel, { class: 'muted middle', transform: `translate(22 ${(top + bottom) / 2}) rotate(-90)` })
      : '',
  );
}

function drawAxes({ left, right, top, bottom }: Frame, xAxis: Scale, yAxis: Scale): string[] {
  const grid = (attributes: Record<string, number>) => element('line', { ...attributes, stroke: 'var(--grid)' });
  return [
    ...yAxis.ticks.flatMap(({ value, text }) => {
      const y = yAxis.position(value);
      return [grid({ x1: left, x2: right, y1: y, y2: y }), label(left - 8, y + 4, text, { class: 'muted end' })];
    }),
    ...xAxis.ticks.flatMap(({ value, text }) => {
      const x = xAxis.position(value);
      return [
        grid({ x1: x, x2: x, y1: bottom, y2: bottom + 5 }),
        label(x, bottom + 19, text, { class: 'muted middle' }),
      ];
    }),
    element('line', { x1: left, x2: right, y1: bottom, y2: bottom, stroke: 'var(--muted)' }),
    // Keeps the top of the plot clear of the legend even when no tick falls on it.
    grid({ x1: left, x2: left, y1: top, y2: bottom }),
  ];
}

/** Cuts off what lies beyond the frame (a nested drawing clips by itself), with room for dots on its upper edges. */
function clipped({ left, right, top, bottom }: Frame, children: readonly string[]): string {
  const [x, y, width, height] = [left - 5, top - 5, right - left + 10, bottom - top + 5];
  const viewBox = [x, y, width, height].map(round).join(' ');
  return element('svg', { x, y, width, height, viewBox, role: 'presentation' }, ...children);
}

function markers(name: string, x: readonly number[], y: readonly number[], at: readonly Point[], fill: string): string {
  return at
    .map(([cx, cy], i) => {
      if (!Number.isFinite(cy)) return '';
      const tooltip = element('title', {}, escapeText(`${name}: ${y[i]} at ${x[i]}`));
      return element('circle', { cx, cy, r: 3.5, fill, stroke: 'var(--paper)', 'stroke-width': 1.5 }, tooltip);
    })
    .join('');
}
