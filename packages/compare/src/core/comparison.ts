import { type Figure, lineChart, type Series, smooth, type Table } from '@saddlepoint/report';
import { type Curves, type Run, type Task, withDefaults } from './task.js';

/** The result of a comparison: plain data and drawings, to print, save or put on a page. */
export interface Comparison<R> {
  readonly title: string;
  /** A row for each variant: mean ± standard deviation over the seeds. */
  readonly summary: Table;
  /** The same as the documents define it that the comparison comes from, where they define it otherwise. */
  readonly source?: Table;
  /** A row for each training, plain numbers: for `csv`. Columns of `source` are marked so. */
  readonly table: Table;
  readonly figures: readonly Figure[];
  /** How long was trained on how much, and what the columns mean. */
  readonly notes: readonly string[];
  readonly runs: readonly R[];
}

/** What stands above {@link Comparison.source}. */
export const sourceHeading = 'As the source (the book chapter that the experiment is from) defines its columns:';

/** A number that a training is judged by: a column. */
export interface Measure<R> {
  readonly name: string;
  readonly of: (run: R) => number;
  readonly format: (value: number) => string;
  /** What stands for values that are not finite. Default `–`. */
  readonly missing?: string;
  /** A sentence for below the table. */
  readonly note?: string;
}

/** Runs of each variant, in the order in which they came. */
export function groupRuns<R extends Run>(runs: readonly R[]): Map<string, R[]> {
  const groups = new Map<string, R[]>();
  for (const run of runs) groups.set(run.variant, [...(groups.get(run.variant) ?? []), run]);
  return groups;
}

export function compareRuns<R extends Run>(
  task: Task,
  runs: readonly R[],
  measures: readonly Measure<R>[],
  figures: readonly Figure[],
  sourceMeasures: readonly Measure<R>[] = [],
): Comparison<R> {
  const marked = sourceMeasures.map((m) => ({ ...m, name: `source: ${m.name}` }));
  const all = [...measures, ...marked];
  return {
    title: task.title,
    summary: summaryOf(runs, measures),
    ...(sourceMeasures.length > 0 && { source: summaryOf(runs, sourceMeasures) }),
    table: {
      columns: ['variant', 'seed', ...all.map(({ name }) => name)],
      rows: runs.map((run) => [run.variant, run.seed, ...all.map(({ of }) => of(run))]),
    },
    figures,
    notes: [budgetOf(task), ...all.flatMap(({ name, note }) => (note ? [`${name}: ${note}`] : []))],
    runs,
  };
}

function budgetOf(task: Task): string {
  const { train, test, epochs, batchSize, seeds } = withDefaults(task);
  return (
    `Passes over ${train.size} training examples: ${epochs}, in batches of ${batchSize}; ${test.size} test examples; ` +
    `seeds ${seeds.join(', ')}.`
  );
}

const summaryOf = <R extends Run>(runs: readonly R[], measures: readonly Measure<R>[]): Table => ({
  columns: ['', ...measures.map(({ name }) => name)],
  rows: [...groupRuns(runs)].map(([name, group]) => [name, ...measures.map((m) => spread(group.map(m.of), m))]),
});

/** Mean ± standard deviation of the finite values, and of how many if not of all. */
export function spread(
  values: readonly number[],
  { format, missing = '–' }: Pick<Measure<never>, 'format' | 'missing'>,
): string {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return missing;
  const [mean, deviation] = momentsOf(finite);
  const text = finite.length > 1 ? `${format(mean)}\u00a0±\u00a0${inDigitsOf(format(mean), deviation)}` : format(mean);
  return finite.length < values.length ? `${text} (${finite.length} of ${values.length})` : text;
}

/** A deviation with as many digits after the point as its mean was given. */
function inDigitsOf(mean: string, deviation: number): string {
  return /^-?[\d.]+$/.test(mean) ? deviation.toFixed(mean.split('.')[1]?.length ?? 0) : deviation.toExponential(1);
}

/** Mean and sample standard deviation. */
function momentsOf(values: readonly number[]): [mean: number, deviation: number] {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const square = values.reduce((a, b) => a + (b - mean) ** 2, 0) / Math.max(1, values.length - 1);
  return [mean, Math.sqrt(square)];
}

/** The first step after which the moving average of the training loss is at most `target`; Infinity if it never is. */
export function stepsTo(target: number, { loss }: Pick<Curves, 'loss'>): number {
  const at = smooth(loss, 0.9).findIndex((value) => value <= target);
  return at < 0 ? Number.POSITIVE_INFINITY : at + 1;
}

export interface CurveOptions {
  readonly title: string;
  readonly yLabel: string;
  readonly xLabel?: string;
  readonly log?: boolean;
  /** Of values that are noisy from step to step. Default 0. */
  readonly smoothing?: number;
  readonly caption?: string;
  /** Values above so many times the median of the first ones are cut off: one that explodes must not hide the others. */
  readonly ceiling?: number;
}

function below(ceiling: number, series: readonly Series[]): [number, number] {
  const firsts = series.map(({ y }) => y[0]!).sort((a, b) => a - b);
  const top = ceiling * firsts[Math.floor((firsts.length - 1) / 2)]!;
  const lowest = Math.min(
    ...series.flatMap(({ y, band }) => [...Array.from(y), ...Array.from(band?.[0] ?? [])]).filter(Number.isFinite),
  );
  return [Math.min(0.9 * lowest, top / 2), top];
}

/**
 * One line a variant: the mean over its trainings, and a band from the lowest to the highest of them; no figure where none
 * of them has a value.
 */
export function curvesFigure<R extends Run>(
  runs: readonly R[],
  curve: (run: R) => { readonly x: readonly number[]; readonly y: readonly number[] },
  { title, yLabel, xLabel = 'step', log = false, smoothing = 0, caption, ceiling }: CurveOptions,
): Figure[] {
  const shown = (value: number) => (Number.isFinite(value) && (!log || value > 0) ? value : Number.NaN);
  const series = [...groupRuns(runs)].flatMap(([name, group], i): Series[] => {
    const curves = group.map((run) => curve(run));
    const { x } = curves.reduce((a, b) => (b.x.length > a.x.length ? b : a));
    const smoothed = curves.map(({ y }) => smooth(y.map(shown), smoothing));
    // Only where all trainings still go on: a mean over fewer would jump.
    const whole = x.map((_, k) => smoothed.map((y) => y[k] ?? Number.NaN));
    const y = whole.map((values) => momentsOf(values)[0]);
    if (!y.some(Number.isFinite)) return [];
    const edge = (pick: (...values: number[]) => number) => whole.map((values) => pick(...values));
    const band = curves.length > 1 ? { band: [edge(Math.min), edge(Math.max)] as const } : {};
    return [{ name, x, y, ...band, ...lookOf(i) }];
  });
  if (series.length === 0) return [];
  const yScale = log ? 'log' : 'linear';
  const range = ceiling === undefined ? {} : { yRange: below(ceiling, series) };
  const svg = lineChart({ title, series, xLabel, yLabel, yScale, ...range, width: 560, height: 370 });
  return [caption === undefined ? { svg } : { svg, caption }];
}

/** The same colour for a variant in every figure; dashed once the colours are used up. */
export const lookOf = (i: number) => ({ colour: i % 6, dashed: i >= 6 });

export const atSteps = (y: readonly number[]) => ({ x: y.map((_, i) => i + 1), y });
