import type { DType, HostArray } from './dtype.js';
import type { Graph } from './graph.js';
import type { Shape } from './shape.js';

/**
 * What an engine has to provide: storage, and a way to run a graph. A backend sees only graphs whose nodes are
 * `input`, `constant` and the primitives in `primitives/`, without zero-size values, random primitives or
 * differentiation: the core has resolved those.
 */
export interface Backend {
  /** Short name for messages, such as `onnxruntime-cpu`. */
  readonly name: string;
  /** Dtypes it computes in a wider one and rounds after each operation: right numbers, but no faster. Default none. */
  readonly emulates?: readonly DType[];
  /** Turns a graph into something that runs. */
  compile(graph: Graph): Promise<Executable>;
  /** Puts host values into engine storage (a copy, or the array itself if the engine never writes to it). */
  upload(data: HostArray, shape: Shape, dtype: DType): Buffer;
  /** Frees everything the backend holds. */
  dispose(): Promise<void>;
}

/** A compiled graph. It owns its intermediates; the caller owns inputs and outputs. */
export interface Executable {
  /**
   * Runs the graph on buffers of this backend, in the order of `graph.inputs`.
   *
   * Inputs with `donated[i]` true belong to the executable from here on: it may reuse their memory for outputs. When
   * the run fails they must still be intact, and stay the caller's.
   *
   * @returns one buffer for each of `graph.outputs`, distinct from each other and from every input not donated.
   */
  run(inputs: readonly Buffer[], donated: readonly boolean[]): Promise<Buffer[]>;
  dispose(): Promise<void>;
}

/** Values in engine storage. */
export interface Buffer {
  readonly dtype: DType;
  readonly shape: Shape;
  /** The values on the host: a copy the caller may keep. */
  read(): Promise<HostArray>;
  /** Gives the storage back; the buffer must not be used afterwards. */
  dispose(): void;
}
