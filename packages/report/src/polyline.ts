import { element, round } from './svg.js';

/** A point of a line on the page. */
export type Point = readonly [x: number, y: number];

/**
 * Splits a line at points that are not finite.
 *
 * @returns the runs of neighbouring points, none empty.
 */
export function runsOf(points: readonly Point[]): Point[][] {
  const runs: Point[][] = [];
  let open = false;
  for (const point of points) {
    const finite = Number.isFinite(point[0]) && Number.isFinite(point[1]);
    if (finite && open) runs.at(-1)!.push(point);
    else if (finite) runs.push([point]);
    open = finite;
  }
  return runs;
}

/**
 * At most four points a pixel column: its first, lowest, highest and last. The line looks the same, spikes included, and
 * a hundred thousand steps stay a small file. Points must be in order of x.
 */
export function thin(points: readonly Point[], width: number): readonly Point[] {
  if (points.length <= 4 * width) return points;
  const out: Point[] = [];
  for (let start = 0; start < points.length; ) {
    const column = Math.floor(points[start]![0]);
    let end = start;
    let [low, high] = [start, start];
    for (; end < points.length && Math.floor(points[end]![0]) === column; end++) {
      if (points[end]![1] < points[low]![1]) low = end;
      if (points[end]![1] > points[high]![1]) high = end;
    }
    const kept = new Set([start, low, high, end - 1]);
    for (const i of [...kept].sort((a, b) => a - b)) out.push(points[i]!);
    start = end;
  }
  return out;
}

/** A line with gaps; a point between two gaps is a dot. */
export function polyline(
  points: readonly Point[],
  width: number,
  attributes: Record<string, string | number | undefined>,
): string {
  const runs = runsOf(points);
  const path = runs
    .filter((run) => run.length > 1)
    .map(
      (run) =>
        `M${thin(run, width)
          .map(([x, y]) => `${round(x)},${round(y)}`)
          .join(' ')}`,
    )
    .join('');
  const line = path ? element('path', { d: path, fill: 'none', 'stroke-linejoin': 'round', ...attributes }) : '';
  const { stroke, opacity } = attributes;
  const dots = runs
    .filter((run) => run.length === 1)
    .map(([point]) => element('circle', { cx: point![0], cy: point![1], r: 2.5, fill: stroke, opacity }));
  return line + dots.join('');
}

/** What lies between two lines of the same x, shaded; a gap where either has one. */
export function area(low: readonly Point[], high: readonly Point[], width: number, fill: string): string {
  const gap: Point = [Number.NaN, Number.NaN];
  const whole = low.map(([, y], i) => Number.isFinite(y) && Number.isFinite(high[i]![1]));
  const [below, above] = [low, high].map((line) => runsOf(line.map((point, i) => (whole[i] ? point : gap))));
  const path = below!
    .map((run, i) => [...thin(run, width), ...[...thin(above![i]!, width)].reverse()])
    .map((outline) => `M${outline.map(([x, y]) => `${round(x)},${round(y)}`).join(' ')}Z`)
    .join('');
  return path ? element('path', { d: path, fill, opacity: 0.15 }) : '';
}
