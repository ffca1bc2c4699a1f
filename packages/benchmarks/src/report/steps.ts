import type { Results } from '../results.js';
import { us } from '../sides/team.js';
import type { Mode } from '../work.js';
import { works } from '../works.js';
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

const modes: { readonly [mode in Mode]: string } = {
  gradient: 'forward + backward',
  train: 'whole step with AdamW',
  hvp: 'Hessian-vector product',
};

/** Peers by table: those that run natively, and those of JavaScript. */
const families = {
  'Against libraries of Python': ['torch', 'torch-compile', 'jax'],
  'Against libraries of JavaScript': ['tfjs-wasm', 'tfjs-node', 'tfjs-layers', 'jax-js'],
};

export function stepsSection({ steps }: Results): Section {
  const rows = Object.entries(works).flatMap(([name, { title, modes: all }]) =>
    all.flatMap((mode) => {
      const result = steps[`${name}/${mode}`];
      return result ? [{ title, mode, result }] : [];
    }),
  );
  const measured = Object.entries(families)
    .map(([heading, family]) => ({
      heading,
      sides: sidesIn(
        rows.map(({ result }) => result),
        family,
      ),
    }))
    .filter(({ sides }) => sides.length > 0);
  const parts: string[] = [];
  const pictures: { [file: string]: string } = {};
  for (const { heading, sides } of measured.length > 0 ? measured : [{ heading: 'Alone', sides: [] }]) {
    const notes = new Footnotes();
    const cells = rows.map(({ title, mode, result }) => [
      title,
      modes[mode],
      result.parameters.toLocaleString('en'),
      notes.cell(result.sides[us], timeCell),
      ...sides.map((name) => notes.cell(result.sides[name], (times) => comparisonCell(result.sides[us], times))),
    ]);
    const chart = ratioBars(
      `${heading}: time of ours / theirs`,
      rows
        .filter(({ mode }) => mode !== 'gradient')
        .map(({ title, result }) => bars(title.split(',')[0]!, result.sides, sides)),
    );
    const file = `steps-${sides[0]}.svg`;
    if (chart) pictures[file] = chart;
    parts.push(
      `### ${heading}`,
      chart ? picture(heading, file) : '',
      table(['work', 'step', 'parameters', 'Saddlepoint, ms', ...sides.map(titleOf)], cells),
      `${notes}`,
    );
  }
  return { text: rows.length ? parts.filter(Boolean).join('\n\n') : '', pictures };
}
