import { textTable } from '@saddlepoint/report';
import { type Comparison, sourceHeading } from './core/comparison.js';

/** A comparison for the terminal: its title and its table, and that of the source where there is one. */
export function comparisonText({ title, summary, source }: Comparison<unknown>): string {
  const theirs = source ? [sourceHeading, textTable(source)] : [];
  return [title, textTable(summary), ...theirs].join('\n\n');
}
