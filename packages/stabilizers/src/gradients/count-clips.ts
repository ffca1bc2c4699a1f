import {
  ArgumentError,
  add,
  cast,
  logicalOr,
  notEqual,
  sum,
  Tensor,
  TreeError,
  tree,
  zeros,
} from '@saddlepoint/tensor';

/** State of a transform: a tree of tensors, as in `@saddlepoint/optimizers`. */
export interface TransformState {
  readonly [name: string]: Tensor | TransformState;
}

/** The shape of the transforms of `@saddlepoint/optimizers`. */
export interface GradientTransform {
  readonly name: string;
  init<P>(params: P): TransformState;
  update<P>(
    grads: P,
    state: TransformState,
    params: P,
    extras?: object,
  ): { readonly updates: P; readonly state: TransformState };
}

/** How often a clip acted. */
export interface ClipReport {
  /** Calls so far. */
  readonly steps: number;
  /** Calls in which any parameter's gradient was changed, divided by all. */
  readonly rate: number;
  /** The same for each parameter, by path. */
  readonly rates: Readonly<Record<string, number>>;
}

/**
 * Any gradient clip (`clipByGlobalNorm`, `clipByNorm`, `clipByValue`, `clipAdaptively`, a chain or mask of them), with a
 * count of how often it acted: in how many calls it gave another gradient than it got, in all and for each parameter.
 *
 * Read it with {@link clipReport}. A clip that always acts is a learning rate in disguise; one that never does is none.
 * State: `steps`, `acted`, `leaves` (int32 counts; `leaves` in the structure of the parameters) and `inner`. A gradient
 * that is NaN counts as changed.
 *
 * When to use: to choose the limit of a clip, and to see later whether it still does what it should.
 *
 * @throws TreeError for a state without these counts.
 */
export function countClips(inner: GradientTransform): GradientTransform {
  const { name, update } = (inner ?? {}) as Partial<GradientTransform>;
  if (typeof name !== 'string' || typeof update !== 'function') {
    throw new ArgumentError('countClips: expected a transform with name, init and update, such as clipByGlobalNorm(1)');
  }
  return {
    name,
    init: (params) => ({
      steps: zeros([], 'int32'),
      acted: zeros([], 'int32'),
      leaves: tree.map(params as object, () => zeros([], 'int32')) as TransformState,
      inner: inner.init(params),
    }),
    update<P>(grads: P, state: TransformState, params: P, extras?: object) {
      const { steps, acted, leaves, inner: before } = requireCounts('countClips', state);
      const result = inner.update(grads, before, params, extras);
      const changed = changesOf(grads, result.updates);
      const any = flat(changed)
        .map(({ leaf }) => leaf)
        .reduce(logicalOr);
      return {
        updates: result.updates,
        state: {
          steps: add(steps, 1),
          acted: add(acted, cast(any, 'int32')),
          leaves: counted(leaves, changed),
          inner: result.state,
        },
      };
    },
  };
}

/** Whether any element is another, as a bool scalar. */
const isChanged = (gradient: Tensor, update: Tensor): Tensor =>
  cast(sum(cast(notEqual(gradient, update), 'float32')), 'bool');

/** {@link isChanged} of each parameter. */
function changesOf(grads: unknown, updates: unknown): TransformState {
  const [before, after] = [grads as TransformState, updates as TransformState];
  const changes = new Map(flat(after).map(({ path, leaf }) => [path, leaf]));
  return tree.map(before as object, (g, path) => isChanged(g as Tensor, changes.get(path)!)) as TransformState;
}

/** Each count one higher where its parameter's gradient was changed. */
function counted(counts: TransformState, changed: TransformState): TransformState {
  const one = new Map(flat(changed).map(({ path, leaf }) => [path, leaf]));
  return tree.map(counts as object, (n, path) => add(n as Tensor, cast(one.get(path)!, 'int32'))) as TransformState;
}

const flat = (state: TransformState) => tree.flatten(state as object) as { path: string; leaf: Tensor }[];

function requireCounts(owner: string, state: TransformState) {
  const { steps, acted, leaves, inner } = state ?? {};
  if (steps instanceof Tensor && acted instanceof Tensor && leaves && inner && !(inner instanceof Tensor)) {
    return { steps, acted, leaves: leaves as TransformState, inner };
  }
  throw new TreeError(`${owner}: the state has no steps, acted, leaves and inner; make it with init(params)`);
}

/**
 * What {@link countClips} counted, on the host.
 *
 * When to use: every hundred steps or so; it reads a few numbers from the engine.
 *
 * @param state that of the transform, as it stands in the optimizer's state: `state.clipByGlobalNorm` in a chain.
 */
export async function clipReport(state: TransformState): Promise<ClipReport> {
  const { steps, acted, leaves } = requireCounts('clipReport', state);
  const total = await steps.item();
  const rateOf = async (n: Tensor) => (total === 0 ? 0 : (await n.item()) / total);
  const rates: Record<string, number> = {};
  for (const { path, leaf } of flat(leaves)) rates[path] = await rateOf(leaf);
  return { steps: total, rate: await rateOf(acted), rates };
}
