import { type DType, type Graph, type Tensor, trace, zeros } from '@saddlepoint/tensor';
import type { TfjsExecutable } from '../../engine/executable.js';
import type { TfjsBackend } from '../../tfjs.js';
import type { TfTensor } from './namespace.js';

/** A function of lists of tensors: what bridges make of functions of trees. */
export type ListFunction = (inputs: readonly Tensor[]) => readonly Tensor[];

/** A function that runs on tensors of tfjs at once. It is compiled for the shapes and dtypes of its first call. */
export class TfProgram {
  private executable: TfjsExecutable | undefined;

  constructor(
    private readonly backend: TfjsBackend,
    private readonly fn: ListFunction,
    /** What to change about the graph before it is compiled. */
    private readonly prepare: (graph: Graph) => Graph = (graph) => graph,
  ) {}

  /** The results, which are the caller's: no `tidy` takes them. */
  run(inputs: readonly TfTensor[]): TfTensor[] {
    this.executable ??= this.compile(inputs);
    return this.executable.runNow(inputs) as TfTensor[];
  }

  /** The results as an operation of tfjs gives them: a `tidy` around the call takes what it does not return. */
  runTidied(inputs: readonly TfTensor[]): TfTensor[] {
    const results = this.run(inputs);
    for (const y of results) y.kept = false;
    return results;
  }

  /** Frees its constants; a later call would compile it again. */
  dispose(): void {
    void this.executable?.dispose();
    this.executable = undefined;
  }

  private compile(inputs: readonly TfTensor[]): TfjsExecutable {
    const { fn } = this;
    const graph = trace((...xs: Tensor[]) => [...fn(xs)], ...inputs.map(standIn));
    return this.backend.compileNow(this.prepare(graph));
  }
}

/** A tensor of the same shape and dtype, to trace a function with. */
export const standIn = ({ shape, dtype }: Pick<TfTensor, 'shape' | 'dtype'>): Tensor => zeros(shape, dtype as DType);

/** Equal for tensors of the same shapes and dtypes, and only for those. */
export const signatureOf = (inputs: readonly TfTensor[]): string =>
  inputs.map((x) => `${x.dtype}[${x.shape}]`).join(' ');
