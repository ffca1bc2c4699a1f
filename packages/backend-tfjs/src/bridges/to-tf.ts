import { ArgumentError, bufferOf, type HostArray, hostValues, type Tensor } from '@saddlepoint/tensor';
import type { TfjsBuffer } from '../engine/buffer.js';
import type { TfjsBackend } from '../tfjs.js';
import type { TfTensor } from './internal/namespace.js';

/**
 * A tensor of tfjs with the values of one of ours, without a copy when this backend computed them; values that are on the
 * host are uploaded. It is the caller's, or that of the `tidy` around the call. Half precision becomes float32.
 *
 * @throws ArgumentError for values that are not computed yet, or with another backend; DisposedError when they are gone.
 */
export function toTf(backend: TfjsBackend, x: Tensor): TfTensor {
  backend.requireEngine();
  const buffer = bufferOf(x, backend) as TfjsBuffer | undefined;
  if (buffer) return backend.share(buffer.tensor) as TfTensor;
  const data = hostValues(x);
  if (!data) {
    throw new ArgumentError(
      `toTf: ${x} is not with ${backend.name}; compute it there first: await materialize(x, backend)`,
    );
  }
  const made = backend.make(data as HostArray, x.shape, x.dtype);
  const own = backend.share(made) as TfTensor;
  made.dispose();
  return own;
}
