import { type Tensor, tree } from '@saddlepoint/tensor';
import type { TfjsBackend } from '../../tfjs.js';
import { depthFirst } from './depth-first.js';
import { fewerKernels } from './fewer-kernels.js';
import type { TfTensor } from './namespace.js';
import { standIn, TfProgram } from './program.js';

/** State between steps: a tree of tensors. */
export interface TransformState {
  readonly [name: string]: Tensor | TransformState;
}

/** Parameters and gradients by the names of their variables. */
export type Named = Readonly<Record<string, Tensor>>;

/** A transform of `@saddlepoint/optimizers`. */
export interface TransformLike {
  readonly name: string;
  init(params: Named): TransformState;
  update(
    grads: Named,
    state: TransformState,
    params: Named,
    extras?: { learningRate?: Tensor },
  ): { readonly updates: Named; readonly state: TransformState };
}

/** A value of the state and its path, such as `adam.mu.dense/kernel`. */
export interface StateEntry {
  readonly path: string;
  readonly shape: readonly number[];
  readonly dtype: string;
}

/** One step of a transform for a fixed set of variables, given in the order of `names`. */
export class OptimizerStep {
  /** What the state of these variables consists of. */
  readonly entries: readonly StateEntry[];
  private readonly state: TransformState;
  /**
   * Where the program's results belong in [values, state]: it gives those of one variable, then those of the next, so that
   * it can finish one before it begins the next.
   */
  private readonly order: readonly number[];
  private readonly program: TfProgram;

  constructor(
    private readonly backend: TfjsBackend,
    private readonly transform: TransformLike,
    private readonly names: readonly string[],
    variables: readonly TfTensor[],
    private readonly scheduled: boolean,
  ) {
    this.state = transform.init(this.named(variables.map(standIn)));
    this.entries = tree.flatten(this.state as unknown).map(({ path, leaf }) => {
      const { shape, dtype } = leaf as Tensor;
      return { path, shape, dtype };
    });
    this.order = variableByVariable(names, this.entries);
    this.program = new TfProgram(
      backend,
      (inputs) => this.trace(inputs),
      (graph) => depthFirst(fewerKernels(graph)),
    );
  }

  /** State before the first step, in the order of `entries`; it is the caller's. */
  init(variables: readonly TfTensor[]): TfTensor[] {
    const first = new TfProgram(this.backend, (inputs) => leavesOf(this.transform.init(this.named(inputs))));
    const state = first.run(variables);
    first.dispose();
    return state;
  }

  /** New values of the variables, and the next state; they are the caller's. */
  run(
    variables: readonly TfTensor[],
    gradients: readonly TfTensor[],
    state: readonly TfTensor[],
    learningRate: TfTensor | undefined,
  ): { values: TfTensor[]; state: TfTensor[] } {
    const results = this.program.run([...variables, ...gradients, ...state, ...(learningRate ? [learningRate] : [])]);
    const inOrder = new Array<TfTensor>(results.length);
    this.order.forEach((at, i) => {
      inOrder[at] = results[i]!;
    });
    return { values: inOrder.slice(0, this.names.length), state: inOrder.slice(this.names.length) };
  }

  dispose(): void {
    this.program.dispose();
  }

  private trace(inputs: readonly Tensor[]): Tensor[] {
    const count = this.names.length;
    const params = this.named(inputs.slice(0, count));
    const grads = this.named(inputs.slice(count, 2 * count));
    const given = inputs.slice(2 * count);
    const state = tree.map(this.state as unknown, () => given.shift()!) as unknown as TransformState;
    const extras = this.scheduled ? { learningRate: given.shift()! } : {};
    const next = this.transform.update(grads, state, params, extras);
    const values = this.names.map((name) => params[name]!.add(next.updates[name]!));
    const after = new Map(tree.flatten(next.state as unknown).map(({ path, leaf }) => [path, leaf as Tensor]));
    const all = [...values, ...this.entries.map(({ path }) => after.get(path)!)];
    return this.order.map((at) => all[at]!);
  }

  private named(tensors: readonly Tensor[]): Named {
    return Object.fromEntries(this.names.map((name, i) => [name, tensors[i]!]));
  }
}

/** Places in [values, state]: those of one variable, then those of the next; state of none before them all. */
function variableByVariable(names: readonly string[], entries: readonly StateEntry[]): number[] {
  const own = names.map((name, i) => [
    ...entries.flatMap(({ path }, k) => (path.endsWith(`.${name}`) ? [names.length + k] : [])),
    i,
  ]);
  const flat = [...new Set(own.flat())];
  const rest = entries.map((_, k) => names.length + k).filter((at) => !flat.includes(at));
  return [...rest, ...flat];
}

const leavesOf = (state: TransformState): Tensor[] => tree.leaves(state as unknown) as Tensor[];
