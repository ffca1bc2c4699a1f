import { ArgumentError, checkOptions } from '@saddlepoint/tensor';
import { drawing, element, label, round, textWidth } from './svg.js';

export interface HeatmapOptions {
  title: string;
  /** Rows of equal length; cells that are not finite stay empty. */
  values: readonly ArrayLike<number>[];
  /** One for each row. Default 0, 1, 2, … */
  rowLabels?: readonly string[];
  /** One for each column. Default 0, 1, 2, … */
  columnLabels?: readonly string[];
  xLabel?: string;
  yLabel?: string;
  /** What a cell says. Default: the number, to three digits. */
  format?: (value: number, row: number, column: number) => string;
  /** Strength of a cell's colour, from 0 to 1. Default: its place between the smallest and the largest value. */
  strength?: (value: number, row: number, column: number) => number;
  /** Which of the six series colours a cell takes, 0 to 5. Default 0. */
  colour?: (row: number, column: number) => number;
  /** Width and height of a cell. Default 40. */
  cell?: number;
}

const allowed = [
  'title',
  'values',
  'rowLabels',
  'columnLabels',
  'xLabel',
  'yLabel',
  'format',
  'strength',
  'colour',
  'cell',
];

/**
 * A table of coloured cells with numbers as an SVG document.
 *
 * @throws ArgumentError for no values, rows of different lengths, labels that do not fit, or an unknown option.
 */
export function heatmap(options: HeatmapOptions): string {
  checkOptions('heatmap', options, allowed);
  const { title, values, xLabel = '', yLabel = '', cell = 40, colour = () => 0 } = options;
  const rows = values.length;
  const columns = values[0]?.length ?? 0;
  if (rows === 0 || columns === 0)
    throw new ArgumentError('heatmap: values is empty; give at least one row and column');
  const ragged = values.findIndex((row) => row.length !== columns);
  if (ragged >= 0) {
    throw new ArgumentError(`heatmap: row ${ragged} has ${values[ragged]!.length} values, row 0 has ${columns}`);
  }
  const rowLabels = checkLabels('rowLabels', options.rowLabels, rows);
  const columnLabels = checkLabels('columnLabels', options.columnLabels, columns);
  const format = options.format ?? ((value: number) => String(Number(value.toPrecision(3))));
  const strength = options.strength ?? strengthWithin(values);

  const left = 20 + (yLabel ? 20 : 0) + Math.max(...rowLabels.map((text) => textWidth(text)));
  const tilt = Math.max(...columnLabels.map((text) => textWidth(text))) > cell - 4;
  const head = tilt ? 0.75 * Math.max(...columnLabels.map((text) => textWidth(text))) + 8 : 16;
  const top = 44 + (xLabel ? 22 : 0) + head;
  const width = Math.max(left + columns * cell + 22, textWidth(title, 15) + 32);
  const size = Math.min(13, Math.max(8, cell / 3.2));

  const cells = values.flatMap((row, r) =>
    Array.from(row, (value, c) => {
      if (!Number.isFinite(value)) return '';
      const [x, y] = [left + c * cell, top + r * cell];
      const s = Math.min(1, Math.max(0, strength(value, r, c)));
      const fill = `var(--c${colour(r, c)})`;
      const box = { x: x + 1, y: y + 1, width: cell - 2, height: cell - 2, rx: 3 };
      // On a strong colour only the colour of the paper is legible, in both schemes.
      const style = `font-size:${round(size)}px;${s > 0.7 ? 'fill:var(--paper)' : s === 0 ? 'fill:var(--muted)' : ''}`;
      return [
        element('rect', { ...box, fill: 'var(--grid)', opacity: 0.45 }),
        s > 0 ? element('rect', { ...box, fill, opacity: 0.12 + 0.88 * s }) : '',
        label(x + cell / 2, y + cell / 2 + size * 0.35, format(value, r, c), { class: 'middle', style }),
      ].join('');
    }),
  );
  return drawing(
    title,
    width,
    top + rows * cell + 18,
    label(16, 26, title, { class: 'title' }),
    xLabel ? label(left + (columns * cell) / 2, 48, xLabel, { class: 'muted middle' }) : '',
    yLabel
      ? label(0, 0, yLabel, {
          class: 'muted middle',
          transform: `translate(22 ${round(top + (rows * cell) / 2)}) rotate(-90)`,
        })
      : '',
    ...columnLabels.map((text, c) => columnLabel(left + (c + 0.5) * cell, top - 8, text, tilt)),
    ...rowLabels.map((text, r) => label(left - 8, top + (r + 0.5) * cell + 4, text, { class: 'end' })),
    ...cells,
  );
}

function columnLabel(x: number, y: number, text: string, tilt: boolean): string {
  if (!tilt) return label(x, y, text, { class: 'middle' });
  return label(0, 0, text, { transform: `translate(${round(x)} ${round(y)}) rotate(-45)` });
}

function checkLabels(name: string, labels: readonly string[] | undefined, count: number): readonly string[] {
  const list = labels ?? Array.from({ length: count }, (_, i) => String(i));
  if (list.length !== count) throw new ArgumentError(`heatmap: ${name} has ${list.length} entries for ${count}`);
  return list;
}

function strengthWithin(values: readonly ArrayLike<number>[]): (value: number) => number {
  const finite = values.flatMap((row) => Array.from(row).filter(Number.isFinite));
  const [min, max] = [Math.min(...finite), Math.max(...finite)];
  return (value) => (max > min ? (value - min) / (max - min) : 0.5);
}
