import { type Spectrum, spectrum } from '@saddlepoint/init';
import { sgd, type Transform } from '@saddlepoint/optimizers';
import { type Figure, lineChart } from '@saddlepoint/report';
import { ArgumentError, type Backend, checkOptions, type Tensor, tree } from '@saddlepoint/tensor';
import { type Comparison, compareRuns, groupRuns, lookOf, type Measure, stepsTo } from './core/comparison.js';
import { short, testError, testLoss, trainingFigures, trainingSeconds } from './core/measures.js';
import { type Run, type Task, taskOptions } from './core/task.js';
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
 * weights and to training: the comparison table of the source, with right definitions and, in the columns marked
 * `source`, with its own. Kernels count as [out, in · kernel].
 *
 * | column | definition | the source's |
 * |---|---|---|
 * | test error | share of test examples that are wrong | `source: error rate`: test cross-entropy |
 * | steps | until the training loss is down to `targetLoss` | |
 * | condition | geometric mean over the weights of σ₁ / σₙ, at the start | `source: condition`: arithmetic mean |
 * | spectral norm | mean over the weights of σ₁, at the start | the same |
 * | rank ratio | exp of the entropy of σ / Σσ, over n | `source: rank ratio`: how many σ make 95 % of Σσ, over n |
 *
 * A condition number has no expectation for square random matrices: an arithmetic mean is decided by the worst draw.
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
  const figures = [...trainingFigures(runs), spectrumFigure(runs)];
  return compareRuns(task.title, runs, measuresFor(targetLoss), figures);
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

function measuresFor(targetLoss: number): Measure<InitRun>[] {
  const logCondition = atStart(({ conditionNumber }) => Math.log(conditionNumber));
  const count = ({ singularValues }: Spectrum) => singularValues.length;
  return [
    testError,
    {
      name: 'steps',
      of: (run) => stepsTo(targetLoss, run),
      format: (x) => x.toFixed(0),
      missing: 'never',
      note: `to converge: until the moving average of the training loss is at most ${targetLoss}.`,
    },
    {
      name: 'condition',
      of: (run) => Math.exp(logCondition(run)),
      format: short,
      missing: '∞',
      note: 'geometric mean over the weights of σ₁ / σₙ, at the start, as for all spectra.',
    },
    {
      name: 'spectral norm',
      of: atStart(({ spectralNorm }) => spectralNorm),
      format: short,
      note: 'mean over the weights of σ₁.',
    },
    {
      name: 'rank ratio',
      of: atStart((s) => s.effectiveRank / count(s)),
      format: short,
      note: 'effective rank exp(entropy of σ / Σσ) over the number of σ, mean over the weights (Roy, Vetterli 2007).',
    },
    trainingSeconds,
    {
      ...testLoss,
      name: 'source: error rate',
      note: 'what the source calls so is the cross-entropy on the test examples.',
    },
    {
      name: 'source: condition',
      of: atStart(({ conditionNumber }) => conditionNumber),
      format: short,
      missing: '∞',
      note: 'arithmetic mean over the weights, which the worst of them decides.',
    },
    {
      name: 'source: rank ratio',
      of: atStart((s) => s.nuclearCount95 / count(s)),
      format: short,
      note: 'the share of singular values that make up 95 % of their sum.',
    },
  ];
}

/** The singular values of the largest weight at the start, for the first seed. */
function spectrumFigure(runs: readonly InitRun[]): Figure {
  const sizeOf = ({ singularValues }: Spectrum) => singularValues.length;
  const [path] = Object.entries(runs[0]!.start).reduce((a, b) => (sizeOf(b[1]) > sizeOf(a[1]) ? b : a));
  const series = [...groupRuns(runs)].flatMap(([name, [run]], i) => {
    const y = Array.from(run!.start[path]!.singularValues, (s) => (s > 0 ? s : Number.NaN));
    return y.some(Number.isFinite) ? [{ name, y, ...lookOf(i) }] : [];
  });
  const title = `Singular values of ${path} at the start`;
  const axes = { xLabel: 'number', yLabel: 'singular value', yScale: 'log' } as const;
  return { svg: lineChart({ title, series, ...axes, width: 560, height: 370 }), caption: 'Largest first; first seed.' };
}
