import {
  type Figure,
  htmlReport,
  imageGrid,
  lineChart,
  type Section,
  type Series,
  smooth,
  type Table,
} from '@saddlepoint/report';
import type { Backend } from '@saddlepoint/tensor';
import { type DigitsRun, side } from './digits.js';
import type { Method } from './methods.js';
import type { Mixture } from './mixtures.js';
import type { PlaneRun } from './plane.js';
import type { PrecisionRuns } from './precision.js';
import { scatter } from './scatter.js';

const percent = (x: number, digits = 0): string => `${(100 * x).toFixed(digits)}\u00a0%`;
const seconds = (x: number): string => `${x.toFixed(0)}\u00a0s`;
const chart = { width: 640, height: 380 };

/** What a run of the program found. */
export interface Results {
  readonly planes: readonly { readonly mixture: Mixture; readonly runs: readonly PlaneRun[] }[];
  readonly digits: readonly DigitsRun[];
  readonly precision?: PrecisionRuns;
}

/** The report as one HTML page. */
export function page({ planes, digits, precision }: Results, backend: Backend): string {
  const sections: Section[] = planes.map(({ mixture, runs }) => planeSection(mixture, runs));
  if (digits.length > 0) sections.push(digitsSection(digits));
  if (precision) sections.push(precisionSection(precision, backend));
  return htmlReport({
    title: 'Generative adversarial networks, plain and stabilised',
    subtitle: `on ${backend.name}`,
    sections,
  });
}

/** One line for each run: modes, quality, time. */
export function planeTable(mixture: Mixture, runs: readonly PlaneRun[]): Table {
  return {
    columns: ['method', 'seed', 'modes', 'high quality', 'steps', 'time'],
    rows: runs.map(({ method, seed, history, seconds: time }) => {
      const { modes, quality, step } = history.at(-1)!;
      return [method.title, seed, `${modes} / ${mixture.centres.length}`, percent(quality), step, seconds(time)];
    }),
  };
}

/** One line for each run: digits, confidence, diversity, time. */
export function digitsTable(runs: readonly DigitsRun[]): Table {
  return {
    columns: ['method', 'seed', 'digits', 'read with confidence', 'diversity', 'steps', 'time'],
    rows: runs.map(({ method, seed, history, seconds: time }) => {
      const { digits, confident, diversity, step } = history.at(-1)!;
      return [method.title, seed, `${digits} / 10`, percent(confident), percent(diversity), step, seconds(time)];
    }),
  };
}

/** One line for each precision. */
export function precisionTable({ float32, mixed }: PrecisionRuns): Table {
  return {
    columns: ['precision', 'last loss', 'test accuracy', 'time of a step', 'loss scale', 'steps skipped'],
    rows: [['float32', float32] as const, ['mixed', mixed] as const].map(
      ([name, { losses, accuracy, millisecondsPerStep, scales }]) => [
        name,
        smooth(losses, 0.95).at(-1)!.toFixed(3),
        percent(accuracy, 2),
        `${millisecondsPerStep.toFixed(1)}\u00a0ms`,
        scales.at(-1)!,
        scales.filter((scale, i) => scale < (scales[i - 1] ?? scale)).length,
      ],
    ),
  };
}

/** The samples of each method, from the run of the first seed. */
export function samplesFigure(mixture: Mixture, runs: readonly PlaneRun[]): string {
  return imageGrid({
    title: `Samples: ${mixture.title}`,
    columns: 3,
    size: 200,
    images: firstOfEach(runs).map(({ method, history, points }) => {
      const { modes, quality } = history.at(-1)!;
      const caption = [method.title, `${modes} of ${mixture.centres.length} modes, ${percent(quality)} within 3σ`];
      return scatter(points, mixture, caption);
    }),
  });
}

function planeSection(mixture: Mixture, runs: readonly PlaneRun[]): Section {
  const first = firstOfEach(runs);
  return {
    title: mixture.title,
    blocks: [
      'A mode is covered when 20 or more of 2500 samples lie within three standard deviations of it; a sample is of high quality when it lies so near to any mode.',
      {
        svg: samplesFigure(mixture, runs),
        caption: 'Grey discs: the modes, three standard deviations wide. Black: samples.',
      },
      { figures: [modesChart(mixture, first), balanceChart(first)] },
      planeTable(mixture, runs),
      {
        columns: ['method', 'what it is'],
        rows: first.map(({ method }) => [method.title, method.description]),
        align: ['left', 'left'],
      },
    ],
  };
}

function modesChart(mixture: Mixture, runs: readonly PlaneRun[]): Figure {
  const svg = lineChart({
    title: 'Modes covered',
    series: runs.map(
      ({ method, history }): Series => ({
        name: method.title,
        x: history.map(({ step }) => step),
        y: history.map(({ modes }) => modes),
      }),
    ),
    xLabel: 'steps of the generator',
    yLabel: `modes of ${mixture.centres.length}`,
    yRange: [0, mixture.centres.length],
    ...chart,
  });
  return { svg, caption: 'The first seed of each method.' };
}

function balanceChart(runs: readonly (PlaneRun | DigitsRun)[]): Figure {
  const svg = lineChart({
    title: 'Balance of the game',
    series: runs.map(({ method, balance }): Series => ({ name: method.title, y: smooth(balance.fakeAccuracy, 0.98) })),
    xLabel: 'steps of the generator',
    yLabel: 'share of generated samples scored below 0',
    yRange: [0, 1],
    ...chart,
  });
  return {
    svg,
    caption: 'Moving average. Scores of a Wasserstein critic have no zero of their own: there the level says nothing.',
  };
}

function digitsSection(runs: readonly DigitsRun[]): Section {
  const first = firstOfEach(runs);
  const pictures = first.map(({ method, history, pictures: pixels }): Figure => {
    const size = side * side;
    const picture = (i: number) => Uint8Array.from({ length: size }, (_, k) => 127.5 * (pixels[size * i + k]! + 1));
    const images = Array.from({ length: 40 }, (_, i) => ({ pixels: picture(i), width: side, height: side }));
    const svg = imageGrid({ title: method.title, images, columns: 10, size: 42 });
    return { svg, caption: `${history.at(-1)!.digits} of 10 digits` };
  });
  const svg = lineChart({
    title: 'Digits covered',
    series: first.map(
      ({ method, history }): Series => ({
        name: method.title,
        x: history.map(({ step }) => step),
        y: history.map(({ digits }) => digits),
      }),
    ),
    xLabel: 'steps of the generator',
    yLabel: 'digits of 10',
    yRange: [0, 10],
    ...chart,
  });
  return {
    title: 'Handwritten digits',
    blocks: [
      'MNIST at half its size, 14 × 14. A digit is covered when 10 or more of 500 samples are read as it with a confidence of 0.9 by a network trained on real digits. Diversity is the mean distance between two samples, as a share of that between two real digits.',
      { figures: pictures },
      { figures: [{ svg, caption: 'The first seed of each method.' }, balanceChart(first)] },
      digitsTable(runs),
    ],
  };
}

function precisionSection(runs: PrecisionRuns, { name, emulates = [] }: Backend): Section {
  const svg = lineChart({
    title: 'Loss of the digit reader',
    series: [
      { name: 'float32', y: runs.float32.losses },
      { name: 'mixed precision', y: runs.mixed.losses },
    ],
    xLabel: 'step',
    yLabel: 'cross-entropy, log scale',
    yScale: 'log',
    smoothing: 0.95,
    ...chart,
  });
  const emulated = emulates.includes('float16');
  const note = emulated
    ? `${name} emulates half precision: the numbers are those of float16, the time is not.`
    : `${name} computes in half precision.`;
  return {
    title: 'Mixed precision',
    blocks: [
      `The same network from the same weights on the same batches, in float32 and with products in float16 and a dynamic loss scale. ${note}`,
      { svg },
      precisionTable(runs),
    ],
  };
}

/** The run of the first seed of each method. */
function firstOfEach<R extends { readonly method: Method }>(runs: readonly R[]): R[] {
  return [...new Map([...runs].reverse().map((run) => [run.method.title, run])).values()].reverse();
}
