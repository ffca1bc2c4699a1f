import { type Buffer, DisposedError, type DType, type HostArray, type Shape } from '@saddlepoint/tensor';
import type { TfTensor } from './module.js';

/** Values in a tensor of tfjs. */
export class TfjsBuffer implements Buffer {
  private held: TfTensor | undefined;

  constructor(
    tensor: TfTensor,
    readonly shape: Shape,
    readonly dtype: DType,
  ) {
    this.held = tensor;
  }

  /** @throws DisposedError when the values are gone. */
  get tensor(): TfTensor {
    if (!this.held || this.held.isDisposed) throw new DisposedError('tfjs: the buffer was disposed');
    return this.held;
  }

  async read(): Promise<HostArray> {
    return readAs(this.tensor, this.dtype);
  }

  dispose(): void {
    this.held?.dispose();
    this.held = undefined;
  }
}

/** A tensor's values: a copy, since some engines hand out their own array, or one of another kind than the dtype's. */
export async function readAs(tensor: TfTensor, dtype: DType): Promise<HostArray> {
  const values = await tensor.data();
  if (dtype === 'int32') return Int32Array.from(values);
  return dtype === 'bool' || dtype === 'uint8' ? Uint8Array.from(values) : Float32Array.from(values);
}
