import { optimizers } from '../optimizers.js';
import type { Results } from '../results.js';
import { copy, us } from '../sides/team.js';
import { ratioBars } from './bars.js';
import {
  bars,
  comparisonCell,
  Footnotes,
  picture,
  type Section,
  sidesIn,
  table,
  timeCell,
  titleOf,
} from './section.js';

export function optimizersSection({ optimizers: results }: Results): Section {
  const sides = sidesIn(Object.values(results), ['torch', 'jax', copy]);
  const sizes = [...new Set(Object.keys(results).map((key) => key.split('/')[1]!))].sort(
    (a, b) => Number(a) - Number(b),
  );
  const pictures: { [file: string]: string } = {};
  const parts = sizes.map((size) => {
    const notes = new Footnotes();
    const rows = Object.keys(optimizers).flatMap((name) => {
      const result = results[`${name}/${size}`];
      return result ? [{ name, result }] : [];
    });
    const title = `${Number(size).toLocaleString('en')} parameters`;
    const file = `optimizers-${size}.svg`;
    const chart = ratioBars(
      `Update of ${title}: time of ours / theirs`,
      rows.map(({ name, result }) => bars(name, result.sides, sides)),
    );
    if (chart) pictures[file] = chart;
    const cells = rows.map(({ name, result }) => [
      name,
      notes.cell(result.sides[us], timeCell),
      ...sides.map((side) => notes.cell(result.sides[side], (times) => comparisonCell(result.sides[us], times))),
    ]);
    return [
      `### ${title}`,
      chart ? picture(title, file) : '',
      table(
        ['optimizer', 'Saddlepoint, ms', ...sides.map((name) => (name === 'jax' ? 'Optax, jit' : titleOf(name)))],
        cells,
      ),
      `${notes}`,
    ]
      .filter(Boolean)
      .join('\n\n');
  });
  return { text: parts.join('\n\n'), pictures };
}
