import { type Spectrum, spectrum } from '@saddlepoint/init';
import { sgd, type Transform } from '@saddlepoint/optimizers';
import { type Figure, lineChart } from '@saddlepoint/report';
import { ArgumentError, type Backend, checkOptions, type Tensor, tree } from '@saddlepoint/tensor';
import { type Comparison, compareRuns, groupRuns, lookOf, type Measure, stepsTo } from './core/comparison.js';
import { short, testError, testLoss, trainingFigures, trainingSeconds } from './core/measures.js';
import { type Run, type Task, taskOptions, withDefaults } from './core/task.js';
import { trainVariants } from './core/train-variants.js';
import { type InitScheme, standardInits } from './init-schemes.js';

export interface CompareInitsOptions extends Task {
  /** The schemes by name. Default {@link standardInits}. */
  inits?: Readonly<Record<string, InitScheme>>;
  /** Trains all of them. Default SGD with a learning rate of 0.05 and momentum 0.9. */
  optimizer?: Transform;
  /** Convergence is when the moving average of the training loss is down to this, above 0. Default 0.5. */
  targetLoss?: number;
}

/** A training, with the spectrum of each weight before and after it, by path. */
export type InitRun = Run<Readonly<Record<string, Spectrum>>>;

/**
 * Trains a network from different starts, with the same batches, and tells what each start does to the spectra of its
 * weights and to training. `summary` has the right definitions; `source` is the table of the source, the book chapter that
 * the experiment is from, with its own. The package's README defines the columns of both, `notes` those that need it.
 * Weights are the parameters of two axes or more; kernels count as [out, in · kernel]. Spectra are those at the start.
 *
 * A condition number has no expectation for square random matrices: an arithmetic mean is decided by the worst draw. The
 * source counts vectors called `weight` too (condition and rank ratio 1); here they have no spectrum.
 *
 * @throws ArgumentError for options out of range; ShapeError for a network without logits; the signal's reason when aborted.
 */
export async function compareInits(backend: Backend, options: CompareInitsOptions): Promise<Comparison<InitRun>> {
  checkOptions('compareInits', options, [...taskOptions, 'inits', 'optimizer', 'targetLoss']);
  const { inits = standardInits(), targetLoss = 0.5, ...rest } = options;
  const { optimizer = sgd({ learningRate: 0.05, momentum: 0.9 }), ...task } = rest;
  if (!(targetLoss > 0 && Number.isFinite(targetLoss))) {
    throw new ArgumentError(`compareInits: targetLoss ${targetLoss} must be a finite number above 0`);
  }
  const variants = Object.entries(inits).map(([name, scheme]) => {
    if (typeof scheme !== 'function') {
      throw new ArgumentError(`compareInits: inits: '${name}' must be a scheme such as everyWeight(() => zeros())`);
    }
    return { name, optimizer, start: (key: Tensor) => scheme(task.network, key) };
  });
  const runs = await trainVariants('compareInits', backend, task, variants, spectraOf);
  const figures = [...trainingFigures(runs), ...spectrumFigure(runs)];
  return compareRuns(task, runs, measuresFor(targetLoss), figures, sourceMeasuresFor(withDefaults(task).epochs));
}

async function spectraOf(params: unknown): Promise<Record<string, Spectrum>> {
  const spectra: Record<string, Spectrum> = {};
  for (const { path, leaf } of tree.flatten(params) as { path: string; leaf: Tensor }[]) {
    if (leaf.rank >= 2) spectra[path] = await spectrum(leaf);
  }
  return spectra;
}

/** Mean over the weights at the start. */
function atStart(of: (spectrum: Spectrum) => number): (run: InitRun) => number {
  return ({ start }) => {
    const values = Object.values(start).map(of);
    return values.reduce((a, b) => a + b, 0) / values.length;
  };
}

const count = ({ singularValues }: Spectrum): number => singularValues.length;

const spectralNorm: Measure<InitRun> = {
  name: 'spectral norm',
  of: atStart((s) => s.spectralNorm),
  format: short,
  note: 'mean over the weights of σ₁.',
};

function measuresFor(targetLoss: number): Measure<InitRun>[] {
  const logCondition = atStart(({ conditionNumber }) => Math.log(conditionNumber));
  return [
    testError,
    {
      name: 'steps',
      of: (run) => stepsTo(targetLoss, run),
      format: (x) => x.toFixed(0),
      missing: 'never',
      note: `to converge: until the moving average (factor 0.9) of the training loss is at most ${targetLoss}.`,
    },
    {
      name: 'condition',
      of: (run) => Math.exp(logCondition(run)),
      format: short,
      missing: '∞',
      note: 'geometric mean over the weights of σ₁ / σₙ, at the start, as for all spectra.',
    },
    spectralNorm,
    {
      name: 'rank ratio',
      of: atStart((s) => s.effectiveRank / count(s)),
      format: short,
      note: 'effective rank exp(entropy of σ / Σσ) over the number of σ, mean over the weights (Roy, Vetterli 2007).',
    },
    trainingSeconds,
  ];
}

/** The columns as the source works them out. */
function sourceMeasuresFor(epochs: number): Measure<InitRun>[] {
  return [
    { ...testLoss, name: 'error rate', note: 'what the source calls so is the cross-entropy on the test examples.' },
    {
      name: 'convergence speed',
      of: ({ tests }) =>
        speedOf(
          tests.slice(1).map(({ loss }) => loss),
          epochs,
        ),
      format: (x) => x.toFixed(2),
      note:
        '(E − c) / E, c the last of the E passes (from 0) after which the test loss was below 0.99 times its lowest: ' +
        '1 for a network that learns nothing after its first pass.',
    },
    {
      name: 'condition',
      of: atStart(({ conditionNumber }) => conditionNumber),
      format: short,
      missing: '∞',
      note: 'arithmetic mean over the weights, which the worst of them decides.',
    },
    withoutNote(spectralNorm),
    {
      name: 'rank ratio',
      of: atStart(
        ({ singularValues, nuclearNorm }) => countBelow(singularValues, 0.95 * nuclearNorm) / singularValues.length,
      ),
      format: short,
      note: 'how many of the sums of the largest σ are below 95 % of the sum of all, over their number.',
    },
    withoutNote(trainingSeconds),
  ];
}

/** A measure that both have, explained once. */
const withoutNote = ({ name, of, format }: Measure<InitRun>): Measure<InitRun> => ({ name, of, format });

/** @param losses on the test examples, after each pass. */
function speedOf(losses: readonly number[], epochs: number): number {
  let [lowest, last] = [Number.POSITIVE_INFINITY, epochs];
  losses.forEach((loss, epoch) => {
    if (loss < 0.99 * lowest) [lowest, last] = [loss, epoch];
  });
  return (epochs - last) / epochs;
}

/** How many of the sums of the first one, two, … values are below `bound`. */
function countBelow(values: Float64Array, bound: number): number {
  let sum = 0;
  const reached = values.findIndex((value) => {
    sum += value;
    return sum >= bound;
  });
  return Math.max(0, reached);
}

/** The singular values of the largest weight at the start, for the first seed; no figure where all of them are 0. */
function spectrumFigure(runs: readonly InitRun[]): Figure[] {
  const sizeOf = ({ singularValues }: Spectrum) => singularValues.length;
  const [path] = Object.entries(runs[0]!.start).reduce((a, b) => (sizeOf(b[1]) > sizeOf(a[1]) ? b : a));
  const series = [...groupRuns(runs)].flatMap(([name, [run]], i) => {
    const y = Array.from(run!.start[path]!.singularValues, (s) => (s > 0 ? s : Number.NaN));
    return y.some(Number.isFinite) ? [{ name, y, ...lookOf(i) }] : [];
  });
  if (series.length === 0) return [];
  const title = `Singular values of ${path} at the start`;
  const axes = { xLabel: 'number', yLabel: 'singular value', yScale: 'log' } as const;
  const svg = lineChart({ title, series, ...axes, width: 560, height: 370 });
  return [{ svg, caption: 'Largest first; first seed.' }];
}
