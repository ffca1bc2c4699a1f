import {
  type Buffer,
  byteSize,
  DisposedError,
  type DType,
  decodeHalf,
  type HostArray,
  type Shape,
  showShape,
  sizeOf,
} from '@saddlepoint/tensor';
import type { OrtArray, OrtModule, OrtTensor } from './module.js';
import type { Pool } from './pool.js';

/**
 * Values held as an ONNX Runtime tensor. Storage goes back to the pool when the buffer was given up (disposed of or
 * donated) and no run reads it any more.
 */
export class OrtBuffer implements Buffer {
  private state: 'live' | 'donated' | 'disposed' = 'live';
  private readers = 0;

  constructor(
    readonly dtype: DType,
    readonly shape: Shape,
    readonly tensor: OrtTensor,
    /** Where the storage returns to; undefined for storage that belongs to the caller or to the engine. */
    private readonly pool?: Pool,
  ) {}

  async read(): Promise<HostArray> {
    this.requireLive('read');
    const { tensor, dtype } = this;
    const data = (tensor.location ?? 'cpu') === 'cpu' ? tensor.data : await tensor.getData!();
    return toHost(data as OrtArray, dtype);
  }

  dispose(): void {
    if (this.state !== 'live') return;
    this.state = 'disposed';
    this.settle();
  }

  /** A run starts to read the values. */
  acquire(): void {
    this.readers++;
  }

  /** A run that called {@link acquire} has ended. */
  release(): void {
    this.readers--;
    this.settle();
  }

  /** The values go to a run; {@link restore} takes it back. */
  donate(): void {
    this.state = 'donated';
  }

  restore(): void {
    if (this.state === 'donated') this.state = 'live';
  }

  /** @throws DisposedError if the values were given up. */
  requireLive(owner: string): void {
    if (this.state === 'live') return;
    const fix =
      this.state === 'donated'
        ? "use that run's results, or do not donate the buffer"
        : 'dispose of it after its last use';
    throw new DisposedError(`${owner}: buffer ${this.dtype} ${showShape(this.shape)} was ${this.state}; ${fix}`);
  }

  private settle(): void {
    if (this.state === 'live' || this.readers > 0) return;
    if (this.pool) this.pool.give((this.tensor.data as OrtArray).buffer as ArrayBuffer);
    else if (this.tensor.location && this.tensor.location !== 'cpu') this.tensor.dispose?.();
  }
}

/** A tensor over storage from the pool, to be written by the engine. */
export function allocate(ort: OrtModule, pool: Pool, dtype: DType, shape: Shape): OrtTensor {
  const size = sizeOf(shape);
  return new ort.Tensor(dtype, viewOf(pool.take(size * byteSize(dtype)), dtype), shape);
}

function viewOf(buffer: ArrayBuffer, dtype: DType): OrtArray {
  if (dtype === 'float32') return new Float32Array(buffer);
  if (dtype === 'float16') return new Uint16Array(buffer);
  if (dtype === 'int32') return new Int32Array(buffer);
  return new Uint8Array(buffer);
}

/** A copy in the representation the core uses. Half-precision arrays may be `Float16Array` where the platform has it. */
function toHost(data: OrtArray, dtype: DType): HostArray {
  if (dtype === 'float16') return decodeHalf(new Uint16Array(data.buffer, data.byteOffset, data.length));
  return (data as Exclude<OrtArray, Uint16Array>).slice();
}
