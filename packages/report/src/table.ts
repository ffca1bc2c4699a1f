import { ArgumentError } from '@saddlepoint/tensor';

/** Rows of text and numbers under named columns. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  /** Of each column. Default: the first left, the others, which are mostly numbers, right. */
  readonly align?: readonly ('left' | 'right')[];
}

/** The side of each column. @throws ArgumentError for rows or sides that do not fit the columns. */
export function sidesOf(owner: string, { columns, rows, align }: Table): readonly ('left' | 'right')[] {
  const wrong = rows.findIndex((row) => row.length !== columns.length);
  if (wrong >= 0) {
    throw new ArgumentError(
      `${owner}: table row ${wrong} has ${rows[wrong]!.length} cells for ${columns.length} columns`,
    );
  }
  if (align && align.length !== columns.length) {
    throw new ArgumentError(`${owner}: align has ${align.length} entries for ${columns.length} columns`);
  }
  return align ?? columns.map((_, i) => (i === 0 ? 'left' : 'right'));
}

/**
 * A table for a terminal: columns lined up, three spaces between them.
 *
 * @throws ArgumentError for rows that do not fit the columns.
 */
export function textTable(table: Table): string {
  const sides = sidesOf('textTable', table);
  const lines = [table.columns, ...table.rows.map((row) => row.map(String))];
  const widths = table.columns.map((_, i) => Math.max(...lines.map((line) => line[i]!.length)));
  const fit = (cell: string, i: number) => (sides[i] === 'left' ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!));
  return lines.map((line) => line.map(fit).join('   ').trimEnd()).join('\n');
}

/**
 * A table as CSV for spreadsheets and `pandas.read_csv`: commas, a line a row, quotes where a cell needs them (RFC 4180).
 *
 * @throws ArgumentError for rows that do not fit the columns.
 */
export function csv(table: Table): string {
  sidesOf('csv', table);
  const cell = (content: string | number) => {
    const text = String(content);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [table.columns, ...table.rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}
