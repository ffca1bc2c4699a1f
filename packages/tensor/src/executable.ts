import type { Backend, Buffer, Executable } from './backend.js';
import type { HostArray } from './dtype.js';
import { ArgumentError, DisposedError, ShapeError } from './errors.js';
import type { Graph } from './graph.js';
import { cut, type Parts } from './passes/host.js';
import type { Value } from './primitive.js';
import { runGraph } from './reference/run.js';
import { sameShape, showShape } from './shape.js';
import { requireLive, type Source, Storage, Tensor } from './tensor.js';

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
   * results. When the run fails they are left as they were. A tensor disposed of meanwhile keeps its memory until the
   * run is over.
   */
  async run(values: readonly Tensor[], donate: ReadonlySet<number> = new Set()): Promise<Tensor[]> {
    this.checkInputs(values, donate);
    const drawn = await this.runHost(values);
    const read = await this.readForeign(values);
    // Reading took time, in which a tensor may have been used up.
    this.checkInputs(values, donate);
    const sources = values.map((x) => x.source);
    const usedUp = new Map([...donate].map((k) => [values[k]!, sources[k]!]));
    const holds = this.hold(sources);
    const uploaded = new Set<Buffer>();
    const given = new Map<Buffer, Storage>();
    try {
      const inputs = this.feed(values, read, drawn, uploaded);
      for (const source of usedUp.values()) {
        // Its tensor and this run hold it, and nobody else: the engine may have it.
        if (source.kind === 'stored' && source.storage.references === 2 && holds.includes(source.storage))
          given.set(source.storage.buffer, source.storage);
      }
      const donated = inputs.map((buffer) => given.has(buffer) || uploaded.has(buffer));
      // Nobody may use a donated tensor while the engine writes to it.
      for (const x of usedUp.keys()) x.source = donatedAway;
      const results = this.executable ? await this.executable.run(inputs, donated) : [];
      for (const source of usedUp.values()) {
        if (source.kind === 'stored' && !given.has(source.storage.buffer)) source.storage.release();
      }
      return this.wrap(sources, drawn, results);
    } catch (error) {
      given.clear();
      for (const buffer of uploaded) buffer.dispose();
      for (const [x, source] of usedUp) {
        if (x.source === donatedAway) x.source = source;
        else if (x.source !== source && source.kind === 'stored') source.storage.release();
      }
      throw error;
    } finally {
      for (const storage of holds) if (!given.has(storage.buffer)) storage.release();
    }
  }

  async dispose(): Promise<void> {
    await this.executable?.dispose();
  }

  private checkInputs(values: readonly Tensor[], donate: ReadonlySet<number>): void {
    const { inputs, nodes } = this.graph;
    if (values.length !== inputs.length) {
      throw new ArgumentError(`run: the graph has ${inputs.length} inputs, got ${values.length} tensors`);
    }
    for (const k of donate) {
      if (!values[k]) throw new ArgumentError(`run: donate names input ${k}; the graph has ${inputs.length} inputs`);
    }
    values.forEach((x, k) => {
      const node = nodes[inputs[k]!]!;
      const { kind } = x.source;
      if ((kind === 'host' || kind === 'stored') && sameShape(x.shape, node.shape) && x.dtype === node.dtype) return;
      const owner = `run: input '${node.attributes.name}'`;
      requireLive(owner, x);
      if (kind !== 'host' && kind !== 'stored') {
        throw new ArgumentError(`${owner} has no values yet; compute it first: await materialize(x)`);
      }
      throw new ShapeError(`${owner} is ${node.dtype} ${showShape(node.shape)}, got ${x.dtype} ${showShape(x.shape)}`);
    });
  }

  private async runHost(values: readonly Tensor[]): Promise<HostArray[]> {
    const { host, hostInputs } = this.parts;
    if (host.outputs.length === 0) return [];
    const inputs = await Promise.all(hostInputs.map((k) => readTensor(values[k]!)));
    return runGraph(host, inputs);
  }

  /** The values of engine inputs that are not with the engine. */
  private async readForeign(values: readonly Tensor[]): Promise<Map<Tensor, HostArray>> {
    const read = new Map<Tensor, HostArray>();
    for (const k of this.parts.engineInputs) {
      const x = values[k]!;
      // Without waiting where possible: there may be hundreds.
      if (x.source.kind === 'host') read.set(x, x.source.data);
      else if (x.source.kind !== 'stored' || x.source.storage.backend !== this.backend)
        read.set(x, await readTensor(x));
    }
    return read;
  }

  /** One more reference to all storage that the engine reads or that outputs hand through, as often as they do. */
  private hold(sources: readonly Source[]): Storage[] {
    const { engineInputs, outputs } = this.parts;
    const handed = outputs.flatMap((source) => (source.from === 'input' ? [source.index] : []));
    const holds = [...engineInputs, ...handed].flatMap((k) => {
      const source = sources[k]!;
      return source.kind === 'stored' ? [source.storage] : [];
    });
    for (const storage of holds) storage.references++;
    return holds;
  }

  /** The engine's inputs: storage it holds already, other values and the host's results uploaded. */
  private feed(
    values: readonly Tensor[],
    read: ReadonlyMap<Tensor, HostArray>,
    drawn: readonly HostArray[],
    uploaded: Set<Buffer>,
  ): Buffer[] {
    const { engine, engineInputs, host } = this.parts;
    const upload = (data: HostArray, { shape, dtype }: Value): Buffer => {
      const buffer = this.backend.upload(data, shape, dtype);
      uploaded.add(buffer);
      return buffer;
    };
    const inputs = engineInputs.map((k) => {
      const x = values[k]!;
      const data = read.get(x);
      return data ? upload(data, x) : (x.source as { storage: Storage }).storage.buffer;
    });
    for (const i of engine.inputs.slice(engineInputs.length)) {
      const index = Number((engine.nodes[i]!.attributes.name as string).slice('host'.length));
      inputs.push(upload(drawn[index]!, host.nodes[host.outputs[index]!]!));
    }
    return inputs;
  }

  /** Tensors for the outputs; one buffer may serve several, and inputs handed through keep their storage. */
  private wrap(sources: readonly Source[], drawn: readonly HostArray[], results: readonly Buffer[]): Tensor[] {
    const storages = results.map((buffer) => new Storage(buffer, this.backend, 0));
    return this.parts.outputs.map((output, i): Tensor => {
      const { shape, dtype } = this.graph.nodes[this.graph.outputs[i]!]!;
      const source = ((): Source => {
        if (output.from === 'host') return { kind: 'host', data: drawn[output.index]! };
        if (output.from === 'constant') return { kind: 'host', data: output.node.attributes.data as HostArray };
        return output.from === 'input' ? sources[output.index]! : { kind: 'stored', storage: storages[output.index]! };
      })();
      if (source.kind === 'stored') source.storage.references++;
      return new Tensor(shape, dtype, source);
    });
  }
}

const donatedAway: Source = { kind: 'gone', why: 'donated' };

/** The values of a tensor that holds some. */
export async function readTensor(x: Tensor): Promise<HostArray> {
  requireLive('data', x);
  if (x.source.kind === 'host') return x.source.data;
  if (x.source.kind === 'stored') return x.source.storage.buffer.read();
  throw new DisposedError(`data: ${x} holds no values`);
}
