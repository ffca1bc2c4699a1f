import { availableParallelism } from 'node:os';
import type { ImageClasses } from '@saddlepoint/data';
import {
  confusionMatrix,
  type Facts,
  type Figure,
  htmlReport,
  imageGrid,
  lineChart,
  type Series,
  smooth,
  type Table,
} from '@saddlepoint/report';
import { hardest } from './evaluate.js';
import { models } from './models.js';
import type { Options } from './options.js';
import type { Trained } from './train-model.js';

const titleOf = ({ name }: Trained): string => models[name].title;
const percent = (x: number, digits = 2): string => `${(100 * x).toFixed(digits)}\u00a0%`;
/** With narrow spaces between thousands. */
export const count = (x: number): string => x.toLocaleString('en').replaceAll(',', '\u202f');
const chartSize = { width: 560, height: 370 };
/** Steps vary too much to be read one by one. */
const smoothing = 0.97;

/** One line for each network: on the terminal and in the report. */
export function resultTable(results: readonly Trained[]): Table {
  return {
    columns: ['network', 'parameters', 'test accuracy', 'test loss', 'time', 'digest'],
    rows: results.map(({ name, parameters, evaluation, history, digest }) => [
      models[name].title,
      count(parameters),
      percent(evaluation.accuracy),
      evaluation.loss.toFixed(4),
      `${history.seconds.toFixed(1)}\u00a0s`,
      digest,
    ]),
  };
}

/** The report of a run as one HTML page. */
export function page(results: readonly Trained[], options: Options, data: ImageClasses, backend: string): string {
  const best = results.reduce((a, b) => (b.evaluation.accuracy > a.evaluation.accuracy ? b : a));
  return htmlReport({
    title: 'Handwritten digits: a training run',
    subtitle: `${results.map(titleOf).join(' and ')} on MNIST, seed ${options.seed}, ${backend}`,
    sections: [
      { blocks: [facts(results, best)] },
      { title: 'Training', blocks: [{ figures: [lossChart(results), accuracyChart(results)] }, resultTable(results)] },
      {
        title: `What the ${titleOf(best)} gets wrong`,
        blocks: [{ figures: [confusionFigure(best, data), hardestFigure(best, data)] }],
      },
      { title: 'Configuration', blocks: [configuration(results, options, data, backend)] },
    ],
  });
}

function facts(results: readonly Trained[], best: Trained): Facts {
  const { predictions } = best.evaluation;
  const wrong = predictions.filter(({ label, predicted }) => label !== predicted).length;
  const seconds = results.reduce((sum, { history }) => sum + history.seconds, 0);
  return {
    facts: [
      ...results.map((result) => ({
        name: `${titleOf(result)}, test accuracy`,
        value: percent(result.evaluation.accuracy),
      })),
      { name: `${titleOf(best)}, mistakes`, value: `${wrong} of ${count(predictions.length)}` },
      { name: 'training time', value: `${seconds.toFixed(0)} s` },
    ],
  };
}

function lossChart(results: readonly Trained[]): Figure {
  const series = results.flatMap((result, colour): Series[] => {
    const { loss, tests } = result.history;
    // A loss of exactly zero has no place on a log axis.
    const positive = (values: readonly number[]) => values.map((x) => (x > 0 ? x : Number.NaN));
    return [
      { name: `${titleOf(result)}, training`, y: positive(loss), smoothing, colour },
      { name: `${titleOf(result)}, test`, ...atSteps(tests), y: positive(tests.map((t) => t.loss)), colour },
    ];
  });
  const shown = series.filter(({ y }) => Array.from(y).some(Number.isFinite)).map(dashTests);
  if (shown.length === 0) throw new Error('no loss was ever finite: the training diverged; lower the learning rate');
  const lowest = Math.min(...shown.flatMap(({ y }) => [...smooth(y, smoothing)]).filter(Number.isFinite));
  const highest = Math.max(...shown.flatMap(({ y }) => Array.from(y).slice(0, 5)).filter(Number.isFinite));
  const svg = lineChart({
    title: 'Loss',
    series: shown,
    xLabel: 'step',
    yLabel: 'cross-entropy, log scale',
    yScale: 'log',
    yRange: [lowest / 3, Math.max(highest, 2 * lowest)],
    ...chartSize,
  });
  return { svg, caption: 'Thin: every step. Bold: moving average. Dashed: all test digits, after each epoch.' };
}

function accuracyChart(results: readonly Trained[]): Figure {
  const series = results.flatMap((result, colour): Series[] => {
    const { accuracy, tests } = result.history;
    return [
      { name: `${titleOf(result)}, training`, y: smooth(accuracy, smoothing), colour },
      { name: `${titleOf(result)}, test`, ...atSteps(tests), y: tests.map((t) => t.accuracy), colour },
    ];
  });
  const lowest = Math.min(...results.flatMap(({ history }) => history.tests.map(({ accuracy }) => accuracy)));
  const svg = lineChart({
    title: 'Accuracy',
    series: series.map(dashTests),
    xLabel: 'step',
    yLabel: 'share of digits read correctly',
    yRange: [Math.max(0, 1 - 2.5 * (1 - lowest) - 0.005), 1],
    ...chartSize,
  });
  return { svg, caption: 'Training: moving average, measured with dropout, hence lower than it would be without.' };
}

const atSteps = (tests: Trained['history']['tests']) => ({ x: tests.map(({ step }) => step), smoothing: 0 });
const dashTests = (series: Series): Series => ({ ...series, dashed: series.x !== undefined });

function confusionFigure({ evaluation }: Trained, { classes }: ImageClasses): Figure {
  const svg = confusionMatrix({ title: 'Confusion matrix', counts: evaluation.confusion, classes, cell: 46 });
  return { svg, caption: 'Each row is a digit, each column what it was read as; mistakes in the second colour.' };
}

function hardestFigure({ evaluation }: Trained, { test }: ImageClasses): Figure {
  const { data: pixels } = test.columns.x;
  const images = hardest(evaluation.predictions, 24).map(({ index, label, predicted, confidence, likelihood }) => ({
    pixels: pixels.subarray(784 * index, 784 * (index + 1)),
    width: 28,
    height: 28,
    caption: [
      `${label} → ${predicted}`,
      `p(${label}) = ${percent(likelihood, 1)}`,
      `p(${predicted}) = ${percent(confidence, 1)}`,
    ],
  }));
  const svg = imageGrid({ title: 'Hardest digits', images, columns: 6, size: 64 });
  return { svg, caption: 'What they are → what they were read as, and the probabilities the network gave to both.' };
}

function configuration(
  results: readonly Trained[],
  { epochs, batchSize, seed }: Options,
  { train, test }: ImageClasses,
  backend: string,
): Table {
  const networks = results.map((result): [string, string] => {
    const { description, learningRate } = models[result.name];
    return [titleOf(result), `${description}; learning rate ${learningRate}`];
  });
  return {
    columns: ['setting', 'value'],
    align: ['left', 'left'],
    rows: [
      ...networks,
      ['optimizer', 'AdamW, weight decay 0.01 on matrices and kernels; warm-up, then half a cosine to 0'],
      ['digits', `${count(train.size)} to train on, ${count(test.size)} to test on`],
      ['epochs', epochs],
      ['batch size', batchSize],
      ['seed', seed],
      ['backend', `${backend}, ${availableParallelism()} cores, Node ${process.versions.node}`],
    ],
  };
}
