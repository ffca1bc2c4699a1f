import { adam, lion, sgd, type Transform } from '@saddlepoint/optimizers';
import { ArgumentError, type Backend, checkOptions, type Tensor } from '@saddlepoint/tensor';
import { atSteps, type Comparison, compareRuns, curvesFigure, type Measure } from './core/comparison.js';
import { lossText, short, testError, testLoss, trainingFigures, trainingSeconds } from './core/measures.js';
import { type Run, type Task, taskOptions } from './core/task.js';
import { trainVariants } from './core/train-variants.js';

export interface CompareOptimizersOptions extends Task {
  /** The optimizers by name. Default {@link standardOptimizers}. */
  optimizers?: Readonly<Record<string, Transform>>;
}

const standardRates = { SGD: 0.05, Adam: 1e-3, Lion: 3e-4 };

/**
 * SGD with a momentum of 0.9, Adam and Lion, without weight decay.
 *
 * @param learningRates in place of the defaults, which suit small networks: SGD 0.05, Adam 1e-3, Lion 3e-4.
 * @throws ArgumentError for a rate out of range, or of another method.
 */
export function standardOptimizers(
  learningRates: Readonly<Partial<typeof standardRates>> = {},
): Record<keyof typeof standardRates, Transform> {
  checkOptions('standardOptimizers', learningRates, Object.keys(standardRates));
  const rates = { ...standardRates, ...learningRates };
  return {
    SGD: sgd({ learningRate: rates.SGD, momentum: 0.9 }),
    Adam: adam({ learningRate: rates.Adam }),
    Lion: lion({ learningRate: rates.Lion }),
  };
}

/**
 * Trains a network with different optimizers from the same start, with the same batches: loss, accuracy, gradient norm,
 * memory and time of each.
 *
 * Memory is exact, not sampled: the bytes of parameters, gradients and the optimizer's state. What a step needs in between
 * is the same for all of them.
 *
 * @throws ArgumentError for options out of range; ShapeError for a network without logits; the signal's reason when aborted.
 */
export async function compareOptimizers(backend: Backend, options: CompareOptimizersOptions): Promise<Comparison<Run>> {
  checkOptions('compareOptimizers', options, [...taskOptions, 'optimizers']);
  const { optimizers = standardOptimizers(), ...task } = options;
  const variants = Object.entries(optimizers).map(([name, optimizer]) => {
    if (typeof optimizer?.update !== 'function') {
      throw new ArgumentError(`compareOptimizers: optimizers: '${name}' must be an optimizer such as adam()`);
    }
    return { name, optimizer, start: (key: Tensor) => task.network.init(key) };
  });
  const runs = await trainVariants('compareOptimizers', backend, task, variants, async () => undefined);
  const figures = [
    ...trainingFigures(runs),
    ...curvesFigure(runs, ({ gradientNorm }) => atSteps(gradientNorm), {
      title: 'Gradient norm',
      yLabel: '2-norm of all gradients',
      log: true,
      smoothing: 0.9,
    }),
    ...curvesFigure(runs, lossOverTime, {
      title: 'Training loss over time',
      xLabel: 'seconds',
      yLabel: 'cross-entropy',
      log: true,
      smoothing: 0.9,
      caption: 'Steps times their median time, of the first seed.',
    }),
  ];
  return compareRuns(task, runs, measures, figures);
}

const lossOverTime = ({ loss, stepSeconds }: Run) => ({ x: loss.map((_, i) => (i + 1) * stepSeconds), y: loss });

const twoDigits = (x: number) => x.toFixed(2);

/** Mean over the last tenth of a training: single steps vary too much. */
const lastTenth = (values: readonly number[]): number => {
  const last = values.slice(-Math.max(1, Math.ceil(values.length / 10)));
  return last.reduce((a, b) => a + b, 0) / last.length;
};

const measures: Measure<Run>[] = [
  testLoss,
  testError,
  {
    name: 'training loss',
    of: ({ loss }) => lastTenth(loss),
    format: lossText,
    missing: 'nan',
    note: 'mean over the last tenth of the steps, as is the gradient norm.',
  },
  { name: 'gradient norm', of: ({ gradientNorm }) => lastTenth(gradientNorm), format: short, missing: 'nan' },
  {
    name: 'memory MB',
    of: ({ bytes }) => (2 * bytes.parameters + bytes.state) / 1e6,
    format: twoDigits,
    note: 'parameters, gradients and the state of the optimizer, without activations; exact.',
  },
  { name: 'state MB', of: ({ bytes }) => bytes.state / 1e6, format: twoDigits },
  { name: 'step ms', of: ({ stepSeconds }) => 1000 * stepSeconds, format: short },
  trainingSeconds,
];
