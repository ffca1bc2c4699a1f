import type { Backend, Buffer } from './backend.js';
import { requireLive, Storage, Tensor } from './tensor.js';

/**
 * A tensor that shows a buffer of a backend, without a copy: for backends that share tensors with other code. The tensor
 * owns the buffer from here on, and disposes of it with the last tensor that shows it.
 */
export function fromBuffer(buffer: Buffer, backend: Backend): Tensor {
  return new Tensor(buffer.shape, buffer.dtype, { kind: 'stored', storage: new Storage(buffer, backend) });
}

/**
 * The buffer in which `backend` holds a tensor's values: to read from, not to keep. Undefined when it does not hold them.
 *
 * @throws DisposedError if the values are gone.
 */
export function bufferOf(x: Tensor, backend: Backend): Buffer | undefined {
  requireLive('bufferOf', x);
  return x.source.kind === 'stored' && x.source.storage.backend === backend ? x.source.storage.buffer : undefined;
}
