import { peers } from '../peers.js';
import { type Refusal, refused } from '../sides/side.js';
import { copy, us } from '../sides/team.js';
import { median, quantile, ratio } from '../statistics.js';
import type { Times } from '../suites/race.js';
import type { Group } from './bars.js';

/** A part of the page, with its pictures by file name. */
export interface Section {
  text: string;
  pictures: { readonly [file: string]: string };
}

/** What tables call a side. */
export function titleOf(side: string): string {
  return { [us]: 'Saddlepoint', [copy]: 'memory copy' }[side] ?? peers[side]!.title;
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

export const picture = (title: string, file: string): string => `![${title}](benchmarks/${file})`;

/** The sides that have an answer in any of the results, in the order given. */
export function sidesIn(results: readonly { sides: object }[], order: readonly string[]): string[] {
  return order.filter((name) => results.some(({ sides }) => name in sides));
}

/** Milliseconds with three digits. */
export const milliseconds = (ms: number): string => (ms >= 100 ? ms.toFixed(0) : ms.toPrecision(3));

/** `3.10 (3.00–3.30)`: median and quartiles of all steps. */
export function timeCell(times: Times): string {
  const all = times.rounds.flat();
  const [q1, q3] = [quantile(all, 0.25), quantile(all, 0.75)].map(milliseconds);
  return `${milliseconds(median(all))} (${q1}–${q3})`;
}

/** `**0.80** (0.75–0.88), 3.9 ms`: ours / theirs, smallest and largest of a round, their time. */
export function comparisonCell(ours: Times | Refusal | undefined, theirs: Times): string {
  const time = `${milliseconds(median(theirs.rounds.flat()))} ms${theirs.how ? ` ${theirs.how}` : ''}`;
  if (!ours || refused(ours)) return time;
  const { ratio: r, low, high } = ratio(ours.rounds, theirs.rounds);
  return `**${r.toFixed(2)}** (${low.toFixed(2)}–${high.toFixed(2)}), ${time}`;
}

/** Reasons for empty cells, each told once below its table. */
export class Footnotes {
  private readonly reasons: string[] = [];

  /** The cell of a side: what `show` makes of its answer, a dash when it was not asked, a mark when it refused. */
  cell<T extends object>(answer: T | Refusal | undefined, show: (answer: T) => string): string {
    if (!answer) return '–';
    if (!refused(answer)) return show(answer as T);
    if (!this.reasons.includes(answer.cannot)) this.reasons.push(answer.cannot);
    return `– [${this.reasons.indexOf(answer.cannot) + 1}]`;
  }

  toString(): string {
    return this.reasons.map((reason, i) => `[${i + 1}] ${reason.replaceAll('|', '\\|')}  `).join('\n');
  }
}

/** The ratios of one measurement as bars, where both sides have numbers. */
export function bars(label: string, sides: { [name: string]: Times | Refusal }, against: readonly string[]): Group {
  const ours = sides[us];
  return {
    label,
    bars: against.flatMap((name) => {
      const theirs = sides[name];
      if (!ours || !theirs || refused(ours) || refused(theirs)) return [];
      return [{ name: titleOf(name), ...ratio(ours.rounds, theirs.rounds) }];
    }),
  };
}
