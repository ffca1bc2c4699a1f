import { ArgumentError, ShapeError, sameShape, showShape, type Tensor, tree } from '@saddlepoint/tensor';
import type { Context, Layer } from './layer.js';

/** What the layers of a model remember from pass to pass, by path, as that of their parameters: `2.running_mean`. */
export type LayerState = { readonly [path: string]: Tensor };

/** One layer's view of the state in one pass. */
export interface StatePass {
  /** The value at `name`: what an earlier call in the same pass wrote, else what the pass began with. */
  read(name: string): Tensor;
  /** The value at `name` after the pass. */
  write(name: string, value: Tensor): void;
  /** The view of the child `name`. */
  child(name: string): StatePass;
  /** Whether averages over passes weigh all passes alike, whatever their momentum. */
  readonly cumulative: boolean;
}

/** The first state of a model: that of every layer inside that has one; `{}` if none has. */
export function initState(layer: Layer): LayerState {
  const inside = Object.entries(layer.children ?? {}).flatMap(([name, child]) =>
    Object.entries(initState(child)).map(([path, value]) => [`${name}.${path}`, value] as const),
  );
  return { ...layer.state?.(), ...Object.fromEntries(inside) };
}

/**
 * A model applied with its state: the output, and the state after this pass. Layers change it in training only.
 *
 * Pure as all else: the state is an input and an output of the step, beside the parameters, and no optimizer sees it.
 *
 * @param state what {@link initState} gave, or an earlier pass.
 * @throws TreeError listing missing and unexpected paths of a state of another model; ShapeError for another shape.
 */
export function applyWithState<P>(
  layer: Layer<P>,
  params: P,
  state: LayerState,
  x: Tensor,
  context: Omit<Context, 'state'> = {},
): { output: Tensor; state: LayerState } {
  return passThrough(layer, params, state, x, context, false);
}

/** {@link applyWithState}, with all passes weighed alike if `cumulative`. */
export function passThrough<P>(
  layer: Layer<P>,
  params: P,
  state: LayerState,
  x: Tensor,
  context: Omit<Context, 'state'>,
  cumulative: boolean,
): { output: Tensor; state: LayerState } {
  checkState(layer, state);
  const values = new Map(Object.entries(state));
  const output = layer.apply(params, x, { ...context, state: viewOf(values, '', cumulative) });
  return { output, state: Object.fromEntries(values) };
}

function viewOf(values: Map<string, Tensor>, prefix: string, cumulative: boolean): StatePass {
  return {
    cumulative,
    read(name) {
      const value = values.get(prefix + name);
      if (value) return value;
      throw new ArgumentError(
        `state: there is none at '${prefix}${name}'; a container gives its children childContext(context, index, name), with their names in \`children\``,
      );
    },
    write(name, value) {
      values.set(prefix + name, value);
    },
    child: (name) => viewOf(values, `${prefix}${name}.`, cumulative),
  };
}

function checkState(layer: Layer, state: LayerState): void {
  tree.zip(
    initState(layer),
    state,
    (expected, given, path) => {
      if (sameShape(expected.shape, given.shape)) return;
      throw new ShapeError(`state: '${path}' ${showShape(given.shape)} must be ${showShape(expected.shape)}`);
    },
    'state',
    'the given state',
  );
}
