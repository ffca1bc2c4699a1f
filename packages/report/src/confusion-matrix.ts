import { ArgumentError, checkOptions } from '@saddlepoint/tensor';
import { heatmap } from './heatmap.js';

export interface ConfusionMatrixOptions {
  title: string;
  /** `counts[i][j]`: how many examples of class i were taken for class j. */
  counts: readonly ArrayLike<number>[];
  /** Names of the classes. Default 0, 1, 2, … */
  classes?: readonly string[];
  /** Width and height of a cell. Default 40. */
  cell?: number;
}

/**
 * A confusion matrix as an SVG document: rows are true classes, columns predictions. What is right stands on the
 * diagonal in one colour, by the share of its row; mistakes in another, the most frequent strongest, so that a handful
 * among thousands is seen.
 *
 * @throws ArgumentError for a matrix that is not square, a count that is not a whole number from 0 up, or an unknown option.
 */
export function confusionMatrix(options: ConfusionMatrixOptions): string {
  checkOptions('confusionMatrix', options, ['title', 'counts', 'classes', 'cell']);
  const { title, counts, classes, cell } = options;
  let worst = 1;
  const totals = counts.map((row, i) => {
    if (row.length !== counts.length) {
      throw new ArgumentError(`confusionMatrix: row ${i} has ${row.length} counts for ${counts.length} classes`);
    }
    return Array.from(row).reduce((sum, count, j) => {
      if (!Number.isInteger(count) || count < 0) {
        throw new ArgumentError(`confusionMatrix: counts[${i}][${j}] is ${count}; it must be a whole number from 0 up`);
      }
      if (i !== j) worst = Math.max(worst, count);
      return sum + count;
    }, 0);
  });
  return heatmap({
    title,
    values: counts,
    rowLabels: classes,
    columnLabels: classes,
    cell,
    xLabel: 'predicted',
    yLabel: 'true',
    format: (count) => (count === 0 ? '·' : String(count)),
    strength: (count, i, j) => (i === j ? count / Math.max(1, totals[i]!) : Math.sqrt(count / worst) * 0.8),
    colour: (i, j) => (i === j ? 0 : 1),
  });
}
