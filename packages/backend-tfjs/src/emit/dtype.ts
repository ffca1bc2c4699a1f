import { type DType, decodeHalf, encodeHalf, type HostArray } from '@saddlepoint/tensor';
import type { EngineDType } from '../engine/module.js';

/** Half precision is computed in single precision and rounded; bytes are kept as integers. */
export function engineDType(dtype: DType): EngineDType {
  if (dtype === 'float16') return 'float32';
  return dtype === 'uint8' ? 'int32' : dtype;
}

/** Host values as halves, in single precision. */
export const halves = (values: HostArray): Float32Array => decodeHalf(encodeHalf(values));

/** Host values of `dtype` as the array that an engine takes for them. */
export function engineArray(data: HostArray, dtype: DType): Float32Array | Int32Array | Uint8Array {
  if (dtype === 'float16') return halves(data);
  if (dtype === 'float32') return data instanceof Float32Array ? data : Float32Array.from(data);
  if (dtype === 'bool') return data instanceof Uint8Array ? data : Uint8Array.from(data);
  return data instanceof Int32Array ? data : Int32Array.from(data);
}
