import {
  ArgumentError,
  type Backend,
  BackendError,
  type Buffer,
  DisposedError,
  type DType,
  type Executable,
  type Graph,
  type HostArray,
  type Shape,
  showShape,
  sizeOf,
} from '@saddlepoint/tensor';
import { engineArray } from './emit/emitter.js';
import { emulateHalf } from './emit/emulate-half.js';
import { type EmitOptions, emitGraph } from './emit/graph.js';
import { OrtBuffer } from './engine/buffer.js';
import { type Host, inputName, OrtExecutable, outputName } from './engine/executable.js';
import { inNode, loadEngine } from './engine/load.js';
import { Memory } from './engine/memory.js';
import type { OrtModule, OrtSession } from './engine/module.js';
import { type FetchMode, markerNode, markerValue, probeBlock, probeFetchMode } from './engine/probe.js';
import { compileKernels } from './fuse/module.js';
import { type Fusion, plan } from './fuse/plan.js';
import { encodeModel } from './onnx/encode.js';
import type { OnnxConstant, OnnxModel } from './onnx/model.js';
import { producer } from './onnx/producer.js';
import {
  checkSettings,
  type ExecutionProvider,
  type OnnxruntimeOptions,
  providerName,
  type Settings,
} from './options.js';

/**
 * A backend that runs graphs on ONNX Runtime: `onnxruntime-node` in Node, `onnxruntime-web` in a browser.
 *
 * @throws ArgumentError for options that are unknown or out of range; BackendError when the engine's package or native
 *   library is missing, with what to install.
 */
export async function onnxruntime(options: OnnxruntimeOptions = {}): Promise<Backend> {
  const settings = checkSettings(options);
  const ort = settings.module ?? (await loadEngine(inNode() ? 'onnxruntime-node' : 'onnxruntime-web'));
  const web = ort.env?.versions?.web !== undefined;
  const providers = settings.executionProviders ?? [web ? 'wasm' : 'cpu'];
  if (settings.threads !== undefined && ort.env?.wasm) ort.env.wasm.numThreads = settings.threads;
  const session = sessionOptions(settings, providers, web);
  const contrib = settings.contribOps ?? onProcessor(providers);
  let fetchMode: FetchMode;
  try {
    fetchMode = await probeFetchMode(ort, session);
  } catch (cause) {
    throw engineError('does not start', providers, cause);
  }
  const block = contrib && providers.every((p) => providerName(p) === 'cpu') ? await probeBlock(ort, session) : 1;
  const operators = { contrib, block, strictIndices: onProcessor(providers) };
  return new OrtBackend(ort, settings, providers, session, fetchMode, operators);
}

function sessionOptions(settings: Settings, providers: readonly ExecutionProvider[], web: boolean): object {
  const onGpu = web && providers.some((p) => providerName(p) === 'webgpu');
  return {
    executionProviders: providers,
    graphOptimizationLevel: settings.graphOptimization,
    ...(settings.threads === undefined ? {} : { intraOpNumThreads: settings.threads }),
    // Results stay on the device; reading one downloads it.
    ...(onGpu ? { preferredOutputLocation: 'gpu-buffer' } : {}),
    // Planning all memory ahead costs up to half as much again at the peak, and saves no time.
    enableMemPattern: false,
    // Errors arrive as exceptions; nothing need be printed as well.
    logSeverityLevel: 4,
    ...settings.session,
  };
}

/** Whether all work is done by processors, by the engine's own operators. */
function onProcessor(providers: readonly ExecutionProvider[]): boolean {
  return providers.every((p) => ['cpu', 'wasm'].includes(providerName(p)));
}

function engineError(what: string, providers: readonly ExecutionProvider[], cause: unknown): BackendError {
  const text = cause instanceof Error ? cause.message : String(cause);
  const names = providers.map(providerName);
  const fix = names.includes('cuda')
    ? "; onnxruntime-node fetches its CUDA library when installed: allow its install script (pnpm: onlyBuiltDependencies) and reinstall, or use ['cpu']"
    : '';
  return new BackendError(`onnxruntime: the engine ${what} with providers [${names.join(', ')}]: ${text}${fix}`, {
    cause,
  });
}

class OrtBackend implements Backend, Host {
  readonly name: string;
  readonly emulates: readonly DType[];
  readonly memory: Memory;
  private readonly fusion: Fusion;
  private readonly executables = new Set<OrtExecutable>();
  private last: Promise<unknown> = Promise.resolve();
  private disposed = false;

  constructor(
    readonly ort: OrtModule,
    settings: Settings,
    private readonly providers: readonly ExecutionProvider[],
    private readonly session: object,
    readonly fetchMode: FetchMode,
    private readonly operators: Pick<EmitOptions, 'contrib' | 'block' | 'strictIndices'>,
  ) {
    const names = providers.map(providerName);
    this.name = `onnxruntime-${names[0]}`;
    // Processors compute halves as floats here; graphics cards have arithmetic for them.
    this.emulates = onProcessor(providers) ? ['float16'] : [];
    this.memory = new Memory(settings.poolBytes);
    // Kernels work on results where they are, which is only where the engine writes into memory it is given.
    const inMemory = fetchMode !== 'returned' && names.every((name) => name === 'cpu');
    this.fusion = inMemory ? settings.fusion : 'never';
  }

  async compile(graph: Graph): Promise<Executable> {
    this.requireLive('compile');
    const planned = plan(this.emulates.includes('float16') ? emulateHalf(graph) : graph, this.fusion);
    // In the background, while the engine loads.
    const compiling = compileKernels(planned.steps.flatMap((s) => (s.kind === 'kernel' ? [s.kernel] : [])));
    const sessions = new Map<string, Promise<OrtSession>>();
    const several = planned.steps.filter(({ kind }) => kind === 'session').length > 1;
    let kernels = 0;
    const kernel = async (k: number) => (await compiling)[k]!;
    const loading = planned.steps.map(async (step) =>
      step.kind === 'kernel'
        ? kernel(kernels++)
        : step.kind === 'session'
          ? this.load(step.graph, several, sessions)
          : undefined,
    );
    const settled = await Promise.allSettled(loading);
    try {
      this.requireLive('compile');
      for (const result of settled) if (result.status === 'rejected') throw result.reason;
    } catch (error) {
      const loaded = await Promise.allSettled(sessions.values());
      await Promise.all(loaded.map((result) => result.status === 'fulfilled' && result.value.release()));
      throw error;
    }
    const parts = await Promise.all(loading);
    const executable = new OrtExecutable(this, planned, parts, () => this.forget(executable));
    this.executables.add(executable);
    return executable;
  }

  /** A session for `graph`, or the one there is for an equal graph: the layers of a network often are. */
  private async load(graph: Graph, several: boolean, sessions: Map<string, Promise<OrtSession>>): Promise<OrtSession> {
    const inputNames = graph.inputs.map((_, i) => inputName(i));
    const outputNames = graph.outputs.map((_, i) => outputName(i));
    const model = emitGraph(graph, { ...this.operators, inputNames, outputNames });
    const bytes = encodeModel(this.fetchMode === 'direct' ? withMarker(model) : model, producer);
    const key = bytes.length < SHARED_BYTES ? new TextDecoder('latin1').decode(bytes) : `large ${sessions.size}`;
    const session =
      sessions.get(key) ?? this.ort.InferenceSession.create(bytes, several ? takingTurns(this.session) : this.session);
    sessions.set(key, session);
    try {
      return await session;
    } catch (cause) {
      throw engineError('cannot load the graph', this.providers, cause);
    }
  }

  upload(data: HostArray, shape: Shape, dtype: DType): Buffer {
    this.requireLive('upload');
    if (data.length !== sizeOf(shape)) {
      throw new ArgumentError(`upload: ${data.length} values do not fill shape ${showShape(shape)} (${sizeOf(shape)})`);
    }
    // The engine only reads it, and kernels work on a copy of it: the caller's own array will do, unless it is shared memory,
    // which the engine refuses.
    const array = engineArray(data, dtype);
    const own = typeof SharedArrayBuffer === 'undefined' || !(array.buffer instanceof SharedArrayBuffer);
    return new OrtBuffer(this, dtype, shape, new this.ort.Tensor(dtype, own ? array : array.slice(), shape));
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    await Promise.all([...this.executables].map((executable) => executable.dispose()));
    this.memory.clear();
  }

  private forget(executable: OrtExecutable): void {
    this.executables.delete(executable);
    if (this.executables.size === 0) this.memory.trim();
  }

  exclusively<T>(task: () => Promise<T>): Promise<T> {
    const result = this.last.then(task);
    this.last = result.catch(() => undefined);
    return result;
  }

  private requireLive(owner: string): void {
    if (this.disposed)
      throw new DisposedError(`${owner}: the backend was disposed of; create another: await onnxruntime()`);
  }
}

/** Models up to this size are compared, to share sessions. */
const SHARED_BYTES = 2 ** 20;

/**
 * Options for sessions that take turns: each has threads of its own, which by default keep a core busy for a while after a
 * run, and so would hold up the next session.
 */
function takingTurns(session: object): object {
  const { extra } = session as { extra?: { session?: object } };
  return { ...session, extra: { ...extra, session: { force_spinning_stop: '1', ...extra?.session } } };
}

/** The model with the marker that stops the engine's binding before it copies results (see probe.ts). */
function withMarker(model: OnnxModel): OnnxModel {
  const one: OnnxConstant = { name: 'saddlepoint:zero', type: 'float32', dims: [1], data: new Uint8Array(4) };
  return {
    ...model,
    nodes: [...model.nodes, markerNode(one.name)],
    constants: [...model.constants, one],
    outputs: [markerValue, ...model.outputs],
  };
}
