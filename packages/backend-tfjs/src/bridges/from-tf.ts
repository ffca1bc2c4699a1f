import { DTypeError, fromBuffer, type Tensor } from '@saddlepoint/tensor';
import { TfjsBuffer } from '../engine/buffer.js';
import type { TfjsBackend } from '../tfjs.js';
import type { TfTensor } from './internal/namespace.js';

const dtypes = ['float32', 'int32', 'bool'] as const;

/**
 * A tensor of ours with the values of a tensor of tfjs, without a copy: both show the same memory of the engine. Dispose
 * of each by itself; a variable of tfjs that gets other values leaves this one as it is.
 *
 * @throws DTypeError for strings and complex numbers.
 */
export function fromTf(backend: TfjsBackend, x: TfTensor): Tensor {
  const dtype = dtypes.find((name) => name === x.dtype);
  if (!dtype) throw new DTypeError(`fromTf: the tensor is ${x.dtype}; allowed: ${dtypes.join(', ')}`);
  // A handle of its own on the same values, which no `tidy` takes.
  const own = backend.share(x);
  backend.keep(own);
  return fromBuffer(new TfjsBuffer(own, [...x.shape], dtype), backend);
}
