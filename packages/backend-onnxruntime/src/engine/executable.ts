import {
  ArgumentError,
  BackendError,
  type Buffer,
  DisposedError,
  type Executable,
  type Graph,
  type GraphNode,
  sameShape,
  showShape,
} from '@saddlepoint/tensor';
import { allocate, OrtBuffer } from './buffer.js';
import type { OrtArray, OrtModule, OrtSession, OrtTensor } from './module.js';
import type { Pool } from './pool.js';
import { type FetchMode, isMarkerRefusal, MARKER } from './probe.js';

/** What an executable needs of its backend. */
export interface Host {
  readonly ort: OrtModule;
  readonly pool: Pool;
  readonly fetchMode: FetchMode;
  /** Runs one task after another where the engine cannot run two at a time. */
  exclusively<T>(task: () => Promise<T>): Promise<T>;
}

/** Names of a model's inputs and results, in the graph's order. */
export interface Names {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

type Tensors = { [name: string]: OrtTensor };

/** A session of ONNX Runtime and the storage of its results. */
export class OrtExecutable implements Executable {
  private readonly inputNodes: readonly GraphNode[];
  private readonly outputNodes: readonly GraphNode[];
  private running = 0;
  private disposed = false;
  private idle: (() => void) | undefined;

  constructor(
    private readonly host: Host,
    private readonly session: OrtSession,
    graph: Graph,
    private readonly names: Names,
    private readonly onDispose: () => void,
  ) {
    this.inputNodes = graph.inputs.map((i) => graph.nodes[i]!);
    this.outputNodes = graph.outputs.map((i) => graph.nodes[i]!);
  }

  async run(inputs: readonly Buffer[], donated: readonly boolean[]): Promise<Buffer[]> {
    if (this.disposed) throw new DisposedError('run: the executable was disposed of; compile the function again');
    const buffers = this.checkInputs(inputs);
    const feeds: Tensors = {};
    buffers.forEach((buffer, i) => {
      feeds[this.names.inputs[i]!] = buffer.tensor;
    });
    for (const buffer of buffers) buffer.acquire();
    buffers.forEach((buffer, i) => {
      if (donated[i]) buffer.donate();
    });
    this.running++;
    try {
      return await this.execute(feeds);
    } catch (cause) {
      buffers.forEach((buffer, i) => {
        if (donated[i]) buffer.restore();
      });
      const text = cause instanceof Error ? cause.message : String(cause);
      throw new BackendError(`onnxruntime: the run failed: ${text}`, { cause });
    } finally {
      for (const buffer of buffers) buffer.release();
      if (--this.running === 0) this.idle?.();
    }
  }

  async dispose(): Promise<void> {
    if (this.disposed) return;
    this.disposed = true;
    this.onDispose();
    if (this.running > 0) await new Promise<void>((resolve) => (this.idle = resolve));
    await this.session.release();
  }

  private async execute(feeds: Tensors): Promise<Buffer[]> {
    const { host, names, outputNodes } = this;
    if (host.fetchMode === 'returned') {
      const results = await host.exclusively(() => this.session.run(feeds));
      return outputNodes.map(({ dtype, shape }, i) => new OrtBuffer(dtype, shape, results[names.outputs[i]!]!));
    }
    const direct = host.fetchMode === 'direct';
    const tensors = outputNodes.map(({ dtype, shape }) => allocate(host.ort, host.pool, dtype, shape));
    const fetches: { [name: string]: OrtTensor | null } = direct ? { [MARKER]: null } : {};
    tensors.forEach((tensor, i) => {
      fetches[names.outputs[i]!] = tensor;
    });
    try {
      await this.session.run(feeds, fetches);
    } catch (error) {
      if (!direct || !isMarkerRefusal(error)) {
        for (const tensor of tensors) host.pool.give((tensor.data as OrtArray).buffer as ArrayBuffer);
        throw error;
      }
    }
    return outputNodes.map(({ dtype, shape }, i) => new OrtBuffer(dtype, shape, tensors[i]!, host.pool));
  }

  private checkInputs(inputs: readonly Buffer[]): OrtBuffer[] {
    if (inputs.length !== this.inputNodes.length) {
      throw new ArgumentError(`run: got ${inputs.length} inputs, the graph has ${this.inputNodes.length}`);
    }
    return inputs.map((buffer, i) => {
      const { dtype, shape } = this.inputNodes[i]!;
      if (!(buffer instanceof OrtBuffer)) {
        throw new ArgumentError(`run: input ${i} is a buffer of another backend; read it and upload the values here`);
      }
      buffer.requireLive(`run (input ${i})`);
      if (buffer.dtype !== dtype || !sameShape(buffer.shape, shape)) {
        throw new ArgumentError(
          `run: input ${i} is ${buffer.dtype} ${showShape(buffer.shape)}, the graph takes ${dtype} ${showShape(shape)}`,
        );
      }
      return buffer;
    });
  }
}
