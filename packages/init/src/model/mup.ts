import { ArgumentError, checkOptions, ShapeError, showShape, type Tensor, tree } from '@saddlepoint/tensor';
import { requireOneOf } from '../internal/check.js';
import { type Match, matcher } from '../internal/match.js';

export interface MupOptions {
  /** Whose learning rates: Adam's and other optimizers' that normalise the gradient, or SGD's. Default `adam`. */
  optimizer?: 'adam' | 'sgd';
  /** The embedding tables [count, width]: their outputs are the second axis. Default none. */
  embeddings?: Match;
}

export interface Mup<P> {
  /** The parameters, those of output layers made smaller. */
  readonly params: P;
  /** What to multiply the learning rate of each parameter with, by path. */
  readonly learningRates: Readonly<Record<string, number>>;
}

/**
 * Maximal-update parametrisation: learning rates tuned on a narrow model hold for a wide one. `params` come from schemes with
 * variance ∝ 1 / fanIn. With r = width / base width of each axis:
 *
 * | | weights | Adam | SGD |
 * |---|---|---|---|
 * | inputs, embeddings, biases | as they are | 1 | r out |
 * | hidden layers | as they are | 1 / r in | r out / r in |
 * | output layers | / √(r in) | 1 / r in | 1 / r in |
 *
 * Attention has to divide its scores by the head size, not by its root. Check a model with {@link coordinateCheck}.
 *
 * @param base the parameters (or anything with their shapes) of the narrow model.
 * @throws TreeError for trees that differ; ShapeError for parameters of different ranks; ArgumentError for an unknown optimizer.
 * Source: Yang et al., "Tensor programs V" (2022), arXiv:2203.03466, table 3.
 */
export function mup<P>(params: P, base: P, options: MupOptions = {}): Mup<P> {
  checkOptions('mup', options, ['optimizer', 'embeddings']);
  const optimizer = requireOneOf('mup', 'optimizer', options.optimizer ?? 'adam', ['adam', 'sgd']);
  const isTable = options.embeddings === undefined ? () => false : matcher('mup: embeddings', options.embeddings);
  const learningRates: Record<string, number> = {};
  let tables = 0;
  const scaled = tree.zip(
    params,
    base,
    (leaf, narrow, path) => {
      const [w, from] = [leaf as Tensor, narrow as Tensor];
      const table = isTable(w, path);
      if (table) tables++;
      const { input, output } = growth(path, w, from, table);
      learningRates[path] = optimizer === 'adam' ? 1 / input : output / input;
      return input !== 1 && output === 1 ? w.div(Math.sqrt(input)) : w;
    },
    'mup',
    'the base',
  ) as P;
  if (Object.keys(learningRates).length === 0) throw new ArgumentError('mup: there are no parameters');
  if (options.embeddings !== undefined && tables === 0) {
    throw new ArgumentError(`mup: embeddings ${String(options.embeddings)} matches none of the parameters`);
  }
  return { params: scaled, learningRates };
}

/** How much wider a parameter's inputs and outputs are than the base's; a vector has outputs alone. */
function growth(path: string, { shape }: Tensor, { shape: base }: Tensor, table: boolean) {
  if (shape.length !== base.length) {
    throw new ShapeError(`mup: '${path}' is ${showShape(shape)}, in the base ${showShape(base)}; ranks must agree`);
  }
  const ratio = (axis: number): number => (shape[axis] ?? 1) / (base[axis] ?? 1);
  if (shape.length < 2) return { input: 1, output: ratio(0) };
  return table ? { input: ratio(0), output: ratio(1) } : { input: ratio(1), output: ratio(0) };
}
