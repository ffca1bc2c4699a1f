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
import { emitGraph } from './emit/graph.js';
import { OrtBuffer } from './engine/buffer.js';
import { type Host, OrtExecutable } from './engine/executable.js';
import { inNode, loadEngine } from './engine/load.js';
import type { OrtModule } from './engine/module.js';
import { Pool } from './engine/pool.js';
import { type FetchMode, markerNode, markerValue, probeFetchMode } from './engine/probe.js';
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
  let fetchMode: FetchMode;
  try {
    fetchMode = await probeFetchMode(ort, session);
  } catch (cause) {
    throw engineError('does not start', providers, cause);
  }
  return new OrtBackend(ort, settings, providers, session, fetchMode);
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
  readonly pool: Pool;
  private readonly contrib: boolean;
  private readonly executables = new Set<OrtExecutable>();
  private last: Promise<unknown> = Promise.resolve();
  private disposed = false;

  constructor(
    readonly ort: OrtModule,
    settings: Settings,
    private readonly providers: readonly ExecutionProvider[],
    private readonly session: object,
    readonly fetchMode: FetchMode,
  ) {
    const names = providers.map(providerName);
    this.name = `onnxruntime-${names[0]}`;
    this.pool = new Pool(settings.poolBytes);
    this.contrib = settings.contribOps ?? names.every((name) => name === 'cpu' || name === 'wasm');
  }

  async compile(graph: Graph): Promise<Executable> {
    this.requireLive('compile');
    const names = {
      inputs: graph.inputs.map((_, i) => `x${i}`),
      outputs: graph.outputs.map((_, i) => `y${i}`),
    };
    const model = emitGraph(graph, { contrib: this.contrib, inputNames: names.inputs, outputNames: names.outputs });
    const bytes = encodeModel(this.fetchMode === 'direct' ? withMarker(model) : model, producer);
    try {
      const session = await this.ort.InferenceSession.create(bytes, this.session);
      const executable = new OrtExecutable(this, session, graph, names, () => this.executables.delete(executable));
      this.executables.add(executable);
      return executable;
    } catch (cause) {
      throw engineError('cannot load the graph', this.providers, cause);
    }
  }

  upload(data: HostArray, shape: Shape, dtype: DType): Buffer {
    this.requireLive('upload');
    if (data.length !== sizeOf(shape)) {
      throw new ArgumentError(`upload: ${data.length} values do not fill shape ${showShape(shape)} (${sizeOf(shape)})`);
    }
    // The engine only reads it, and the pool never gets it: the caller's own array will do, unless it is shared memory,
    // which the engine refuses.
    const array = engineArray(data, dtype);
    const own = typeof SharedArrayBuffer === 'undefined' || !(array.buffer instanceof SharedArrayBuffer);
    return new OrtBuffer(dtype, shape, new this.ort.Tensor(dtype, own ? array : array.slice(), shape));
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    await Promise.all([...this.executables].map((executable) => executable.dispose()));
    this.pool.clear();
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
