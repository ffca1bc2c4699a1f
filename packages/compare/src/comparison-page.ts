import { type Block, htmlReport, type Section } from '@saddlepoint/report';
import { ArgumentError, checkOptions } from '@saddlepoint/tensor';
import { type Comparison, sourceHeading } from './core/comparison.js';

export interface ComparisonPageOptions {
  title: string;
  /** A line below the title. Default none. */
  subtitle?: string;
  /** What else the page shows, below the comparisons. Default none. */
  sections?: readonly Section[];
}

/**
 * Comparisons as one HTML page that needs nothing else: the table of each, its figures, and what its columns mean.
 *
 * @throws ArgumentError for no comparisons or an unknown option.
 */
export function comparisonPage(comparisons: readonly Comparison<unknown>[], options: ComparisonPageOptions): string {
  checkOptions('comparisonPage', options, ['title', 'subtitle', 'sections']);
  if (comparisons.length === 0) throw new ArgumentError('comparisonPage: there are no comparisons');
  const { sections = [], ...head } = options;
  const own = comparisons.map(({ title, summary, source, figures, notes }): Section => {
    const theirs: Block[] = source ? [sourceHeading, source] : [];
    return { title, blocks: [summary, ...theirs, { figures }, ...notes] };
  });
  return htmlReport({ ...head, sections: [...own, ...sections] });
}
