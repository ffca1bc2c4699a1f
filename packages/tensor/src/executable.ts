import type { Backend, Buffer, Executable } from './backend.js';
import type { HostArray } from './dtype.js';
import { ArgumentError, DisposedError, ShapeError } from './errors.js';
import type { Graph } from './graph.js';
import { cut, type Parts } from './passes/host.js';
import { runGraph } from './reference/run.js';
import { sameShape, showShape } from './shape.js';
import { requireLive, Storage, Tensor } from './tensor.js';

/** A graph compiled for one backend: tensors in, tensors out. */
export class GraphRunner {
  private constructor(
    private readonly graph: Graph,
    private readonly backend: Backend,
    private readonly parts: Parts,
    private readonly executable: Executable | undefined,
  ) {}

  static async create(backend: Backend, graph: Graph): Promise<GraphRunner> {
    const parts = cut(graph);
    const executable = parts.engine.outputs.length > 0 ? await backend.compile(parts.engine) : undefined;
    return new GraphRunner(graph, backend, parts, executable);
  }

  /**
   * Runs on values for the graph's inputs, in order. The tensors at `donate` are used up: their memory goes to the
   * results. When the run fails they are left as they were.
   */
  async run(values: readonly Tensor[], donate: ReadonlySet<number> = new Set()): Promise<Tensor[]> {
    this.checkInputs(values);
    const { backend, parts } = this;
    const temporary: Buffer[] = [];
    const upload = (data: HostArray, like: { shape: readonly number[]; dtype: Tensor['dtype'] }): Buffer => {
      const buffer = backend.upload(data, like.shape, like.dtype);
      temporary.push(buffer);
      return buffer;
    };
    const drawn = await this.runHost(values);
    const given = new Map<number, Storage>();
    const foreign = await Promise.all(parts.engineInputs.map((k) => hostDataOf(values[k]!, backend)));
    const inputs = parts.engineInputs.map((k, i) => {
      const x = values[k]!;
      const data = foreign[i];
      if (data) return upload(data, x);
      // Reading elsewhere took time, in which the tensor may have been used up.
      requireLive('run', x);
      const { storage } = x.source as { storage: Storage };
      if (donate.has(k) && storage.references === 1) given.set(i, storage);
      return storage.buffer;
    });
    const hostResults = parts.host.outputs.map((i) => parts.host.nodes[i]!);
    const firstDrawn = parts.engineInputs.length;
    parts.engine.inputs.slice(firstDrawn).forEach((i) => {
      const index = Number((parts.engine.nodes[i]!.attributes.name as string).slice('host'.length));
      inputs.push(upload(drawn[index]!, hostResults[index]!));
    });
    const donated = inputs.map((buffer, i) => given.has(i) || temporary.includes(buffer));
    // Nobody may use a donated tensor while the engine writes to it.
    const before = new Map([...donate].map((k) => [values[k]!, values[k]!.source]));
    for (const x of before.keys()) x.source = { kind: 'gone', why: 'donated' };
    let results: Buffer[];
    try {
      results = this.executable ? await this.executable.run(inputs, donated) : [];
    } catch (error) {
      for (const [x, source] of before) x.source = source;
      for (const buffer of temporary) buffer.dispose();
      throw error;
    }
    const passed = new Map<number, Tensor['source']>();
    for (const k of donate) passed.set(k, before.get(values[k]!)!);
    return this.wrap(values, passed, new Set([...given.values()]), drawn, results);
  }

  async dispose(): Promise<void> {
    await this.executable?.dispose();
  }

  private checkInputs(values: readonly Tensor[]): void {
    const { inputs, nodes } = this.graph;
    if (values.length !== inputs.length) {
      throw new ArgumentError(`run: the graph has ${inputs.length} inputs, got ${values.length} tensors`);
    }
    values.forEach((x, k) => {
      const node = nodes[inputs[k]!]!;
      requireLive(`run: input '${node.attributes.name}'`, x);
      if (!sameShape(x.shape, node.shape) || x.dtype !== node.dtype) {
        throw new ShapeError(
          `run: input '${node.attributes.name}' is ${node.dtype} ${showShape(node.shape)}, got ${x.dtype} ${showShape(x.shape)}`,
        );
      }
    });
  }

  private async runHost(values: readonly Tensor[]): Promise<HostArray[]> {
    const { host, hostInputs } = this.parts;
    if (host.outputs.length === 0) return [];
    const inputs = await Promise.all(hostInputs.map((k) => readTensor(values[k]!)));
    return runGraph(host, inputs);
  }

  /** Tensors for the outputs; one buffer may serve several, and inputs handed through keep their storage. */
  private wrap(
    values: readonly Tensor[],
    donated: ReadonlyMap<number, Tensor['source']>,
    usedUp: ReadonlySet<Storage>,
    drawn: readonly HostArray[],
    results: readonly Buffer[],
  ): Tensor[] {
    const storages = results.map((buffer) => {
      const storage = new Storage(buffer, this.backend);
      storage.references = 0;
      return storage;
    });
    const outputs = this.parts.outputs.map((source, i): Tensor => {
      const { shape, dtype } = this.graph.nodes[this.graph.outputs[i]!]!;
      if (source.from === 'host') return new Tensor(shape, dtype, { kind: 'host', data: drawn[source.index]! });
      if (source.from === 'constant') {
        return new Tensor(shape, dtype, { kind: 'host', data: source.node.attributes.data as HostArray });
      }
      const held =
        source.from === 'engine'
          ? ({ kind: 'stored', storage: storages[source.index]! } as const)
          : (donated.get(source.index) ?? values[source.index]!.source);
      if (held.kind === 'stored') held.storage.references++;
      return new Tensor(shape, dtype, held);
    });
    // A donated tensor gives up its hold; memory the engine did not take is free unless handed through.
    for (const source of donated.values()) {
      if (source.kind === 'stored' && !usedUp.has(source.storage)) source.storage.release();
    }
    return outputs;
  }
}

/** The values of a tensor that is not with `backend`; undefined when it is. */
async function hostDataOf(x: Tensor, backend: Backend): Promise<HostArray | undefined> {
  if (x.source.kind === 'stored' && x.source.storage.backend === backend) return undefined;
  return x.source.kind === 'host' ? x.source.data : readTensor(x);
}

/** The values of a tensor that holds some. */
export async function readTensor(x: Tensor): Promise<HostArray> {
  requireLive('data', x);
  if (x.source.kind === 'host') return x.source.data;
  if (x.source.kind === 'stored') return x.source.storage.buffer.read();
  throw new DisposedError(`data: ${x} holds no values`);
}
