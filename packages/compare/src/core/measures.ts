import type { Figure } from '@saddlepoint/report';
import { atSteps, curvesFigure, type Measure } from './comparison.js';
import type { Run } from './task.js';

/** What both comparisons measure and draw. */

const lastTest = ({ tests, diverged }: Run) => (diverged ? { loss: Number.NaN, accuracy: Number.NaN } : tests.at(-1)!);

/** Three digits, whatever the size. */
export const short = (x: number): string => (x !== 0 && Math.abs(x) >= 1e4 ? x.toExponential(1) : x.toPrecision(3));

export const lossText = (x: number): string => (x < 100 ? x.toFixed(4) : short(x));

export const testLoss: Measure<Run> = {
  name: 'test loss',
  of: (run) => lastTest(run).loss,
  format: lossText,
  missing: 'nan',
};

export const testError: Measure<Run> = {
  name: 'test error %',
  of: (run) => 100 * (1 - lastTest(run).accuracy),
  format: (x) => x.toFixed(2),
  missing: 'diverged',
  note: 'share of the test examples that the trained network gets wrong.',
};

export const trainingSeconds: Measure<Run> = {
  name: 'time s',
  of: ({ stepSeconds, loss }) => stepSeconds * loss.length,
  format: (x) => x.toFixed(2),
  note: 'median time of a step times the number of steps; compiling and testing do not count.',
};

/** Training loss by step, and test accuracy by pass. */
export function trainingFigures(runs: readonly Run[]): Figure[] {
  return [
    ...curvesFigure(runs, ({ loss }) => atSteps(loss), {
      title: 'Training loss',
      yLabel: 'cross-entropy',
      log: true,
      smoothing: 0.9,
      ceiling: 2,
      caption: 'Moving average; mean of the seeds, and from the lowest to the highest of them.',
    }),
    ...curvesFigure(
      runs,
      ({ tests }) => ({ x: tests.map(({ step }) => step), y: tests.map(({ accuracy }) => accuracy) }),
      { title: 'Test accuracy', yLabel: 'share that is right' },
    ),
  ];
}
