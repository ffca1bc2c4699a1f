import {
  ArgumentError,
  add,
  cast,
  full,
  logicalOr,
  notEqual,
  requireTensor,
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
 * @param inner a transform of gradients, of `@saddlepoint/optimizers` or of that shape.
 * @throws ArgumentError for what is no transform; TreeError for a state without these counts, or of other parameters.
 * Source: this package's own; Pascanu et al. 2013, arXiv:1211.5063, choose a limit by the norms seen in training.
 */
export function countClips(inner: GradientTransform): GradientTransform {
  const { name, init, update } = (inner ?? {}) as Partial<GradientTransform>;
  if (typeof name !== 'string' || typeof init !== 'function' || typeof update !== 'function') {
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
      const changed: unknown = tree.zip(grads, result.updates, isChanged, 'countClips', 'the updates');
      const [first = full([], false), ...others] = tree.leaves(changed) as Tensor[];
      const any = others.reduce(logicalOr, first);
      return {
        updates: result.updates,
        state: {
          steps: add(steps, 1),
          acted: add(acted, cast(any, 'int32')),
          leaves: tree.zip(leaves, changed, counted, 'countClips', 'the gradients') as unknown as TransformState,
          inner: result.state,
        },
      };
    },
  };
}

/** Whether any element is another, as a bool scalar. */
function isChanged(gradient: unknown, update: unknown, path: string): Tensor {
  requireTensor('countClips', `gradient '${path}'`, gradient);
  requireTensor('countClips', `update '${path}'`, update);
  return cast(sum(cast(notEqual(gradient, update), 'float32')), 'bool');
}

/** A count one higher where its parameter's gradient was changed. */
const counted = (count: unknown, changed: unknown): Tensor => add(count as Tensor, cast(changed as Tensor, 'int32'));

function requireCounts(owner: string, state: TransformState) {
  const { steps, acted, leaves, inner } = state ?? {};
  const counts = [steps, acted, ...(leaves === undefined ? [undefined] : tree.leaves(leaves as object))];
  const isCount = (x: unknown) => x instanceof Tensor && x.dtype === 'int32' && x.rank === 0;
  if (counts.every(isCount) && inner !== undefined && tree.isBranch(inner)) {
    return { steps, acted, leaves, inner } as { steps: Tensor; acted: Tensor; leaves: unknown; inner: TransformState };
  }
  throw new TreeError(`${owner}: the state has no steps, acted, leaves and inner; make it with init(params)`);
}

/**
 * What {@link countClips} counted, on the host.
 *
 * When to use: every hundred steps or so; it reads a few numbers from the engine.
 *
 * @param state that of the transform, as it stands in the optimizer's state: `state.clipByGlobalNorm` in a chain.
 * @throws TreeError for another state. Source: as {@link countClips}.
 */
export async function clipReport(state: TransformState): Promise<ClipReport> {
  const { steps, acted, leaves } = requireCounts('clipReport', state);
  const total = await steps.item();
  const rateOf = async (n: Tensor) => (total === 0 ? 0 : (await n.item()) / total);
  const rates: Record<string, number> = {};
  for (const { path, leaf } of tree.flatten(leaves) as { path: string; leaf: Tensor }[])
    rates[path] = await rateOf(leaf);
  return { steps: total, rate: await rateOf(acted), rates };
}
