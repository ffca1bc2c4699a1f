import {
  ArgumentError,
  type Backend,
  BackendError,
  type Buffer,
  checkOptions,
  DisposedError,
  type DType,
  type Executable,
  type Graph,
  type HostArray,
  type Shape,
  showShape,
  showValue,
  sizeOf,
} from '@saddlepoint/tensor';
import { engineArray, engineDType } from './emit/dtype.js';
import { emitGraph } from './emit/graph.js';
import { TfjsBuffer } from './engine/buffer.js';
import { type Host, TfjsExecutable } from './engine/executable.js';
import type { TfEngine, TfModule, TfTensor } from './engine/module.js';
import { type EngineTraits, traitsOf } from './engine/traits.js';
import { mendNodeUtil } from './node-binding.js';

export interface TfjsOptions {
  /** Name of the engine: `cpu`, `wasm`, `webgl`, `webgpu`, `tensorflow`. Default: the one in use. */
  engine?: string;
}

/**
 * A backend that runs graphs with the kernels of TensorFlow.js, on the engine that the given namespace uses.
 *
 * @param tf the namespace of `@tensorflow/tfjs`, `-node` or `-node-gpu`: `import * as tf from '@tensorflow/tfjs'`.
 * @throws ArgumentError for something else than the namespace, or an unknown option; BackendError for an engine that is
 *   not registered, does not start, or has half precision only, as WebGL has on some phones.
 */
export async function tfjs(tf: TfModule, options: TfjsOptions = {}): Promise<TfjsBackend> {
  checkOptions('tfjs', options, ['engine']);
  if (typeof tf?.engine !== 'function' || typeof tf.getKernel !== 'function') {
    throw new ArgumentError(
      `tfjs: expected the namespace of TensorFlow.js, got ${showValue(tf)}; import * as tf from '@tensorflow/tfjs'`,
    );
  }
  await start(tf, options.engine);
  // Both packages with libtensorflow call what Node 23 and later lack.
  if (tf.getBackend() === 'tensorflow') mendNodeUtil();
  const engine = await traitsOf(tf);
  if (!engine.isRight('Add')) {
    throw new BackendError(
      `tfjs: the engine '${engine.name}' computes in half precision on this device; use another: tfjs(tf, { engine: 'wasm' })`,
    );
  }
  return new TfjsBackend(tf, engine);
}

async function start(tf: TfModule, engine: string | undefined): Promise<void> {
  let problem: unknown;
  try {
    if (engine === undefined || (await tf.setBackend(engine))) {
      await tf.ready();
      return;
    }
  } catch (cause) {
    problem = cause;
  }
  const why = problem instanceof Error ? `: ${problem.message}` : '';
  throw new BackendError(
    `tfjs: the engine '${engine ?? 'by default'}' does not start${why}; import its package first, such as ` +
      "'@tensorflow/tfjs-backend-wasm'",
    { cause: problem },
  );
}

/** Graphs on an engine of TensorFlow.js. */
export class TfjsBackend implements Backend, Host {
  readonly name: string;
  readonly emulates: readonly DType[] = ['float16'];
  private readonly executables = new Set<TfjsExecutable>();
  private disposed = false;

  constructor(
    readonly tf: TfModule,
    private readonly engine: EngineTraits,
  ) {
    this.name = `tfjs-${engine.name}`;
  }

  async compile(graph: Graph): Promise<Executable> {
    return this.compileNow(graph);
  }

  /** The same without waiting: nothing here takes its time. */
  compileNow(graph: Graph): TfjsExecutable {
    this.requireLive('compile');
    const program = emitGraph(graph, this.engine);
    const results = graph.outputs.map((i) => graph.nodes[i]!);
    const executable = new TfjsExecutable(this, program, results, () => this.executables.delete(executable));
    this.executables.add(executable);
    return executable;
  }

  upload(data: HostArray, shape: Shape, dtype: DType): Buffer {
    this.requireLive('upload');
    if (data.length !== sizeOf(shape)) {
      throw new ArgumentError(`upload: ${data.length} values do not fill shape ${showShape(shape)} (${sizeOf(shape)})`);
    }
    this.requireEngine();
    return new TfjsBuffer(this.make(data, shape, dtype), shape, dtype);
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    await Promise.all([...this.executables].map((executable) => executable.dispose()));
  }

  requireEngine(): TfEngine {
    const { tf, engine } = this;
    if (tf.getBackend() === engine.name) return tf.engine();
    throw new BackendError(
      `tfjs: the backend was made for the engine '${engine.name}', but '${tf.getBackend()}' is in use now; go back with ` +
        `await tf.setBackend('${engine.name}'), or make another backend`,
    );
  }

  make(data: HostArray, shape: Shape, dtype: DType): TfTensor {
    const tensor = this.tf.tensor(engineArray(data, dtype), [...shape], engineDType(dtype));
    this.keep(tensor);
    return tensor;
  }

  /** Another handle on the same values, the caller's or that of the `tidy` around the call. */
  share(x: TfTensor): TfTensor {
    return this.requireEngine().runKernel(this.engine.share, { x }, { shape: [...x.shape] }) as TfTensor;
  }

  keep(tensor: TfTensor): void {
    this.tf.keep(tensor as never);
  }

  private requireLive(owner: string): void {
    if (this.disposed) throw new DisposedError(`${owner}: the backend was disposed of; create another: await tfjs(tf)`);
  }
}
