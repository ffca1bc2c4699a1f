import { peers } from '../peers.js';
import type { Results } from '../results.js';
import { type Refusal, refused } from '../sides/side.js';
import { us } from '../sides/team.js';
import { compiling } from '../suites/compile.js';
import { type Footprint, mebibytes, type Steadiness } from '../suites/memory.js';
import { works } from '../works.js';
import { Footnotes, milliseconds, type Section, sidesIn, table, titleOf } from './section.js';

/** Tables of what is measured in processes of their own: a row a work, a column a side. */
function sidesTable<T extends object>(
  results: { [key: string]: { sides: { [name: string]: T | Refusal } } },
  show: (value: T, ours: T | undefined) => string,
): string {
  const rows = Object.entries(works).filter(([name]) => results[name]);
  const sides = sidesIn(Object.values(results), [us, ...Object.keys(peers)]);
  const notes = new Footnotes();
  const cells = rows.map(([name, { title }]) => {
    const answers = results[name]!.sides;
    const ours = answers[us];
    const compared = ours && !refused(ours) ? (ours as T) : undefined;
    return [
      title,
      ...sides.map((side) => notes.cell(answers[side], (v) => show(v, side === us ? undefined : compared))),
    ];
  });
  return [table(['work', ...sides.map(titleOf)], cells), `${notes}`].filter(Boolean).join('\n\n');
}

export function compileSection({ compile }: Results): Section {
  if (Object.keys(compile).length === 0) return { text: '', pictures: {} };
  return { text: sidesTable(compile, (value) => milliseconds(compiling(value))), pictures: {} };
}

export function memorySection({ memory, steadiness }: Results): Section {
  const show = ({ idle, peak }: Footprint, ours: Footprint | undefined) => {
    const compared = ours ? `**${(ours.peak / peak).toFixed(2)}**, ` : '';
    return `${compared}${mebibytes(peak)} (${mebibytes(idle)})`;
  };
  const notes = new Footnotes();
  const growth = ({ early, late }: Steadiness) =>
    `**${(late / early).toFixed(3)}**: ${mebibytes(early)}, ${mebibytes(late)}`;
  const rows = Object.entries(steadiness.small?.sides ?? {}).map(([side, answer]) => [
    titleOf(side),
    notes.cell(answer, growth),
  ]);
  const parts = [
    Object.keys(memory).length ? sidesTable(memory, show) : '',
    ...(rows.length ? [table(['small MLP', 'after 10 000 steps / after 100'], rows), `${notes}`] : []),
  ];
  return { text: parts.filter(Boolean).join('\n\n'), pictures: {} };
}
