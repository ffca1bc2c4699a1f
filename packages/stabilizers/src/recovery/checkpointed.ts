import {
  ArgumentError,
  checkOptions,
  checkpoint,
  foldIn,
  requireKey,
  requireTensor,
  showValue,
  split,
  type Tensor,
} from '@saddlepoint/tensor';
import { count, requireFunction, requireNumber, requireOneOf, requireParts } from '../internal/check.js';
import { type LayerLike, type PassContext, requireLayer } from '../internal/layer.js';

export interface CheckpointedOptions {
  /** Checkpoint groups of this many layers, the last group excepted: its values are needed at once. */
  every?: number;
  /** As many groups as the square root of the number of layers, the rule of thumb. */
  segments?: 'sqrt';
  /** Checkpoint each layer by itself for which this is true. */
  where?: (layer: LayerLike, index: number) => boolean;
}

/**
 * Layers one after the other, some of them checkpointed: what they compute inside is computed again in the backward pass
 * instead of being kept. Parameters, keys and state as `sequential` of `@saddlepoint/nn`; the results are the same.
 *
 * Memory falls from all layers' values to those at the groups' borders and of one group; time rises by up to one forward
 * pass. `segments: 'sqrt'` balances the two (torch's `checkpoint_sequential`); `where` picks the layers that hold most, such
 * as attention. Give one of the three.
 *
 * A layer with state (batch norm) moves it once, in the first computation.
 *
 * When to use: when a batch does not fit in memory.
 *
 * @param layers one or more, each taking what the one before gives.
 * @throws ArgumentError for no layers, none or several of the policies, or numbers out of range.
 * Source: Chen et al. 2016, "Training deep nets with sublinear memory cost", arXiv:1604.06174.
 */
export function checkpointed(layers: readonly LayerLike[], options: CheckpointedOptions): LayerLike<unknown[]> {
  const owner = 'checkpointed';
  if (!Array.isArray(layers) || layers.length === 0)
    throw new ArgumentError(`${owner}: needs a list of one layer or more`);
  for (const layer of layers) requireLayer(owner, layer);
  const groups = groupsOf(owner, layers, options);
  return {
    children: Object.fromEntries(layers.entries()),
    init(key) {
      requireKey(`${owner}: init`, 'key', key);
      const keys = split(key, layers.length);
      return layers.map((layer, i) => layer.init(keys[i]!));
    },
    apply(params, x, context) {
      requireTensor(owner, 'input', x);
      if (!Array.isArray(params) || params.length !== layers.length) {
        const got = Array.isArray(params) ? `a list of ${params.length}` : showValue(params);
        throw new ArgumentError(`${owner}: parameters must be a list of ${layers.length}, one a layer, got ${got}`);
      }
      return groups.reduce((y, { from, to, again }) => {
        const run = (input: Tensor): Tensor => {
          let out = input;
          for (let i = from; i < to; i++) out = layers[i]!.apply(params[i], out, childContext(context, i));
          return out;
        };
        return (again ? checkpoint(run) : run)(y);
      }, x);
    },
  };
}

/** Layers from … to − 1, computed again or not. */
interface Group {
  readonly from: number;
  readonly to: number;
  readonly again: boolean;
}

function groupsOf(owner: string, layers: readonly LayerLike[], options: CheckpointedOptions): Group[] {
  requireParts(owner, options, 'every, segments or where');
  checkOptions(owner, options, ['every', 'segments', 'where']);
  const { every, segments, where } = options;
  if ([every, segments, where].filter((x) => x !== undefined).length !== 1) {
    throw new ArgumentError(`${owner}: give one of every, segments and where`);
  }
  if (where !== undefined) {
    requireFunction(owner, 'where', where);
    return layers.map((layer, i) => ({ from: i, to: i + 1, again: where(layer, i) }));
  }
  if (segments !== undefined) requireOneOf(owner, 'segments', segments, ['sqrt']);
  const size = every ?? Math.ceil(layers.length / Math.round(Math.sqrt(layers.length)));
  requireNumber(owner, 'every', size, count);
  const starts = layers.map((_, i) => i).filter((i) => i % size === 0);
  return starts.map((from) => ({ from, to: Math.min(from + size, layers.length), again: from + size < layers.length }));
}

/** The context of a child, as containers of `@saddlepoint/nn` make it. */
function childContext(context: PassContext | undefined, index: number): PassContext | undefined {
  if (!context) return context;
  const { key, state } = context;
  return { ...context, ...(key && { key: foldIn(key, index) }), ...(state && { state: state.child(`${index}`) }) };
}
