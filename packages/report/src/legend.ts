import type { Line } from './series.js';
import { element, label, textWidth } from './svg.js';

type Entry = Pick<Line, 'name' | 'stroke' | 'dash'>;

/** The entries of a legend, row by row, each with where it starts. */
export type LegendRows = readonly (readonly { readonly entry: Entry; readonly x: number }[])[];

/** Distributes a legend over as many rows as `width` asks for. */
export function legendRows(entries: readonly Entry[], width: number): LegendRows {
  const rows: { entry: Entry; x: number }[][] = [[]];
  let x = 0;
  for (const entry of entries) {
    const needed = textWidth(entry.name) + 48;
    if (x > 0 && x + needed > width) {
      rows.push([]);
      x = 0;
    }
    rows.at(-1)!.push({ entry, x });
    x += needed;
  }
  return rows;
}

/** The legend below the title. */
export function drawLegend(rows: LegendRows): string[] {
  return rows.flatMap((row, r) =>
    row.flatMap(({ entry, x }) => {
      const [left, y] = [16 + x, 48 + 20 * r];
      const place = { x1: left, x2: left + 22, y1: y - 4, y2: y - 4 };
      const look = { stroke: entry.stroke, 'stroke-width': 3, 'stroke-dasharray': entry.dash && '6 4' };
      return [element('line', { ...place, ...look }), label(left + 29, y, entry.name)];
    }),
  );
}
