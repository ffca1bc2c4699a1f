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
import { replaceAt, weightsOf } from '../internal/check.js';
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
 * @throws ArgumentError for a match that names no parameter, or a `dim` that a weight does not have.
 * Source: Salimans, Kingma 2016, arXiv:1602.07868.
 */
export function weightNorm<P>(layer: LayerLike<P>, options: WeightNormOptions = {}): LayerLike<WeightNormParams<P>> {
  requireLayer('weightNorm', layer);
  checkOptions('weightNorm', options, ['match', 'dim']);
  const { match, dim = 0 } = options;
  return {
    children: { v: layer as LayerLike },
    init(key) {
      requireKey('weightNorm: init', 'key', key);
      const v = layer.init(key);
      const norms = new Map(weightsOf('weightNorm', v, match).map((w) => [w.path, lengthOf(w.weight, dim, w.path)]));
      return { g: tree.map(v, (_, path) => norms.get(path)) as PartialTree<P>, v };
    },
    apply({ g, v }, x, context) {
      const directions = new Map<string, Tensor>(tree.flatten(v).map(({ path, leaf }) => [path, leaf as Tensor]));
      const weights = (tree.flatten(g) as { path: string; leaf: Tensor }[]).map(({ path, leaf }) => {
        const direction = directions.get(path);
        if (!direction) throw new ArgumentError(`weightNorm: parameters: g has '${path}', v does not`);
        return [path, mul(direction, div(leaf, lengthOf(direction, dim, path)))] as const;
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
