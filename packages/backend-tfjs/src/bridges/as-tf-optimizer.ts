import { ArgumentError, checkOptions } from '@saddlepoint/tensor';
import type { TfjsBackend } from '../tfjs.js';
import { namespaceOf, type TfTensor } from './internal/namespace.js';
import type { TransformLike } from './internal/optimizer-step.js';
import { OptimizerSteps } from './internal/optimizer-steps.js';

export type TfOptimizer = import('@tensorflow/tfjs').Optimizer;
type NamedTensor = { name: string; tensor: TfTensor };

export interface AsTfOptimizerOptions {
  /** The learning rate of each step, counted from 0, in place of the transform's own. */
  schedule?: (step: number) => number;
  /** What saved models call it. Default the transform's name. */
  name?: string;
}

/**
 * An optimizer of ours as a `tf.Optimizer`, for `model.compile({ optimizer })` and `optimizer.minimize`: `asTfOptimizer(
 * backend, chain(clipByGlobalNorm(1), adamw({ mask: (x) => x.rank > 1 })), { schedule })`.
 *
 * Paths are the names of the variables, such as `dense_Dense1/kernel`: masks, groups and state go by them, never by the
 * order in which tfjs hands out gradients. Only variables that get a gradient are updated: those of a frozen layer keep
 * their state until it is thawed, and one that joins later starts with fresh state (but shares the count of steps, as in
 * `tf.train` and Keras). All variables of a step are one compiled program, whose intermediate values are freed as it goes.
 *
 * `model.save` with `includeOptimizer`, `getWeights` and `setWeights` keep the state. To load such a model, call
 * `asTfOptimizer` first with the same transform and name, since a file has no functions. A transform that draws random
 * numbers (`addNoise`) or wants `extras` (`sophiaH`) cannot be bridged: use a compiled step.
 *
 * @throws ArgumentError for an unknown option; at a step, TreeError for loaded state that does not fit, and whatever the
 *   transform throws.
 */
export function asTfOptimizer(
  backend: TfjsBackend,
  transform: TransformLike,
  options: AsTfOptimizerOptions = {},
): TfOptimizer {
  checkOptions('asTfOptimizer', options, ['schedule', 'name']);
  const { schedule, name = transform.name } = options;
  if (schedule !== undefined && typeof schedule !== 'function') {
    throw new ArgumentError(`asTfOptimizer: schedule must be a function of the step, got ${String(schedule)}`);
  }
  const tf = namespaceOf(backend);

  class SaddlepointOptimizer extends tf.Optimizer {
    // tfjs reads an underscore in a saved name as the start of a new word.
    static readonly className = `Saddlepoint:${name.replaceAll('_', '-')}`;
    private readonly steps = new OptimizerSteps(backend, transform, schedule !== undefined);
    private savedIterations: TfTensor | undefined;

    override applyGradients(gradients: Record<string, TfTensor> | NamedTensor[]): void {
      const list = Array.isArray(gradients)
        ? gradients
        : Object.entries(gradients).map(([variable, tensor]) => ({ name: variable, tensor }));
      // tfjs lists variables without a gradient too.
      const given = list.filter(({ tensor }) => tensor);
      if (given.length > 0) this.steps.apply(given, schedule?.(this.iterations));
      this.incrementIterations();
    }

    override async getWeights(): Promise<NamedTensor[]> {
      // tfjs never frees the counter that it asks for: one is kept, not one for each call.
      this.savedIterations?.dispose();
      this.savedIterations = tf.keep(tf.scalar(this.iterations, 'int32'));
      return [{ name: 'iter', tensor: this.savedIterations }, ...this.steps.weights()];
    }

    override async setWeights(weights: NamedTensor[]): Promise<void> {
      this.steps.load(await this.extractIterations(weights));
    }

    override getConfig() {
      return { transform: transform.name };
    }

    override dispose(): void {
      this.steps.dispose();
      this.savedIterations?.dispose();
      this.savedIterations = undefined;
    }
  }

  tf.serialization.registerClass(SaddlepointOptimizer as never);
  return new SaddlepointOptimizer();
}
