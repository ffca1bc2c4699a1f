import {
  ArgumentError,
  checkOptions,
  div,
  type Match,
  mul,
  norm,
  type PartialTree,
  requireKey,
  showShape,
  type Tensor,
  tree,
} from '@saddlepoint/tensor';
import { replaceAt, requireFloat, requireMatch, requireNumber, requireParts, weightsOf } from '../internal/check.js';
import { type LayerLike, requireLayer } from '../internal/layer.js';

export interface WeightNormOptions {
  /** Which parameters. Default: every leaf named `weight` with two axes or more. */
  match?: Match;
  /** The axis whose entries have a magnitude each (0 the outputs), or null for one magnitude in all. Default 0. */
  dim?: number | null;
}

/** Parameters of a layer whose weights are taken apart. */
export interface WeightNormParams<P> {
  /** Magnitudes of the weights, at their paths: size 1 along every axis but `dim`. */
  readonly g: PartialTree<P>;
  /** The layer's parameters, with directions (of any length) in place of the weights. */
  readonly v: P;
}

/**
 * A layer with each weight as magnitude times direction: w = g v / ‖v‖, the norm over all axes but `dim`.
 * `torch.nn.utils.parametrizations.weight_norm`, whose `original0` and `original1` are g and v.
 *
 * When to use: generators, recurrent and autoregressive networks without batch norm. At the start w is what the layer
 * makes. A v of length 0 gives NaN, as in torch.
 *
 * @param layer one with a `weight` of two axes or more, or that `match` names.
 * @throws ArgumentError for a match that names no parameter, a `dim` that a weight does not have, or parameters without a
 *   magnitude for each weight.
 * Source: Salimans, Kingma 2016, arXiv:1602.07868.
 */
export function weightNorm<P>(layer: LayerLike<P>, options: WeightNormOptions = {}): LayerLike<WeightNormParams<P>> {
  requireLayer('weightNorm', layer);
  checkOptions('weightNorm', options, ['match', 'dim']);
  const { match, dim = 0 } = options;
  requireMatch('weightNorm', match);
  if (dim !== null)
    requireNumber('weightNorm', 'dim', dim, { text: 'a whole number or null', test: Number.isSafeInteger });
  return {
    children: { v: layer as LayerLike },
    init(key) {
      requireKey('weightNorm: init', 'key', key);
      const v = layer.init(key);
      const norms = new Map(weightsOf('weightNorm', v, match).map((w) => [w.path, lengthOf(w.weight, dim, w.path)]));
      return { g: tree.map(v, (_, path) => norms.get(path)) as PartialTree<P>, v };
    },
    apply(params, x, context) {
      requireParts('weightNorm', params, 'g, v');
      const { g, v } = params;
      const magnitudes = new Map(tree.flatten(g).map(({ path, leaf }) => [path, leaf as unknown]));
      const found = weightsOf('weightNorm', v, match);
      const extra = [...magnitudes.keys()].find((path) => !found.some((w) => w.path === path));
      if (extra !== undefined)
        throw new ArgumentError(`weightNorm: parameters: g has '${extra}', v has no such weight`);
      const weights = found.map(({ path, weight }) => {
        const magnitude = magnitudes.get(path);
        requireFloat('weightNorm', `the magnitude g of '${path}'`, magnitude);
        return [path, mul(weight, div(magnitude, lengthOf(weight, dim, path)))] as const;
      });
      const inside = context?.state ? { ...context, state: context.state.child('v') } : context;
      return layer.apply(replaceAt(v, new Map(weights)), x, inside);
    },
  };
}

/** The 2-norm over all axes but `dim`, which stay as size 1. */
function lengthOf(v: Tensor, dim: number | null, path: string): Tensor {
  if (dim !== null && !(Number.isInteger(dim) && dim >= -v.rank && dim < v.rank)) {
    throw new ArgumentError(
      `weightNorm: dim ${dim} is no axis of '${path}' ${showShape(v.shape)}; allowed: null, 0 to ${v.rank - 1}`,
    );
  }
  const kept = dim === null ? -1 : (dim + v.rank) % v.rank;
  const axes = v.shape.map((_, axis) => axis).filter((axis) => axis !== kept);
  return norm(v, axes, { keepDims: true });
}
