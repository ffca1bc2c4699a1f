import type { Dataset } from '@saddlepoint/data';
import type { Layer } from '@saddlepoint/nn';
import type { Transform } from '@saddlepoint/optimizers';
import { ArgumentError, type Tensor } from '@saddlepoint/tensor';

/** Examples `x` with their classes `y`, int32. */
export type Examples = Dataset<'x' | 'y'>;

/** What all trainings of a comparison have in common. */
export interface Task {
  /** What the comparison is called on its page. */
  title: string;
  /** From a batch of `x` to logits [N, classes]. */
  network: Layer;
  train: Examples;
  test: Examples;
  /** Passes over the training examples. Default 3. */
  epochs?: number;
  /** Default 128. */
  batchSize?: number;
  /** Each variant is trained once for each seed; a seed gives every variant the same batches. Default [0, 1, 2]. */
  seeds?: readonly number[];
  /**
   * Multiplies the updates of each step, counted from 0 to below `steps`: a schedule for optimizers whose rule ends with the
   * learning rate. Such as `(step, steps) => 1 - step / steps`. Default none: learning rates stay as they are.
   */
  schedule?: (step: number, steps: number) => number;
  /** Called after each step. */
  onProgress?: (progress: ComparisonProgress) => void;
  /** Aborted: the comparison ends after the step under way and rejects with the signal's reason. Default never. */
  signal?: AbortSignal;
}

/** The task with its defaults. */
export function withDefaults(task: Task) {
  const { epochs = 3, batchSize = 128, seeds = [0, 1, 2] } = task;
  return { ...task, epochs, batchSize, seeds };
}

export const taskOptions = [
  'title',
  'network',
  'train',
  'test',
  'epochs',
  'batchSize',
  'seeds',
  'schedule',
  'onProgress',
  'signal',
];

/** How far a comparison has come. */
export interface ComparisonProgress {
  readonly variant: string;
  readonly seed: number;
  /** Steps of all trainings so far, as if none had ended early; it ends at `steps`. */
  readonly step: number;
  readonly steps: number;
  readonly loss: number;
}

/** One thing to compare. */
export interface Variant {
  readonly name: string;
  readonly optimizer: Transform;
  /** First parameters. */
  readonly start: (key: Tensor) => unknown;
}

/** One training as it went. */
export interface Curves {
  /** Of each step, on its batch. Ends with the first loss that is not finite. */
  readonly loss: readonly number[];
  readonly accuracy: readonly number[];
  /** 2-norm of all gradients together, before the optimizer. */
  readonly gradientNorm: readonly number[];
  /** On the test examples, before the first step and after each pass. */
  readonly tests: readonly { readonly step: number; readonly loss: number; readonly accuracy: number }[];
  /** A loss was not finite: training ended there. */
  readonly diverged: boolean;
  /** Median time of a step in seconds, so that compiling does not count. */
  readonly stepSeconds: number;
  /** Bytes that live as long as the training. */
  readonly bytes: { readonly parameters: number; readonly state: number };
}

export interface Run<Look = unknown> extends Curves {
  readonly variant: string;
  readonly seed: number;
  /** What was seen of the parameters before training, and after it unless that diverged. */
  readonly start: Look;
  readonly end?: Look;
}

/** The task with its defaults. @throws ArgumentError for one that cannot be trained. */
export function checkTask(owner: string, given: Task, variants: readonly Variant[]) {
  const task = withDefaults(given);
  const { title, network, train, test, epochs, batchSize, seeds } = task;
  if (typeof title !== 'string' || title === '') throw new ArgumentError(`${owner}: title ${title} must be a name`);
  if (typeof network?.init !== 'function') throw new ArgumentError(`${owner}: network must be a layer`);
  for (const [name, part] of Object.entries({ train, test })) {
    if (part?.columns?.x && part.columns.y) continue;
    throw new ArgumentError(`${owner}: ${name} must be a dataset with the columns x and y`);
  }
  for (const [name, value] of Object.entries({ epochs, batchSize })) {
    if (Number.isInteger(value) && value >= 1) continue;
    throw new ArgumentError(`${owner}: ${name} ${value} must be a whole number from 1 up`);
  }
  if (batchSize > train.size) {
    throw new ArgumentError(`${owner}: batchSize ${batchSize} must be at most the ${train.size} training examples`);
  }
  const whole = Array.isArray(seeds) && seeds.every((seed) => Number.isSafeInteger(seed) && seed >= 0);
  if (!whole || seeds.length === 0 || new Set(seeds).size !== seeds.length) {
    throw new ArgumentError(`${owner}: seeds [${String(seeds)}] must be one or more different whole numbers from 0 up`);
  }
  if (task.schedule !== undefined && typeof task.schedule !== 'function') {
    throw new ArgumentError(`${owner}: schedule must be a function of the step`);
  }
  if (variants.length === 0) throw new ArgumentError(`${owner}: there is nothing to compare; name one at least`);
  return task;
}
