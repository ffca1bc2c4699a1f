import { type DType, decodeHalf, encodeHalf, type HostArray } from '@saddlepoint/tensor';
import { CheckpointError } from '../errors.js';

/** An element type of the format: how many bytes an element takes, and what it is read as. */
interface ElementType {
  readonly bytes: number;
  readonly dtype: DType;
  /** `buffer` holds nothing but the elements. */
  readonly decode: (buffer: ArrayBuffer, name: string) => HostArray;
}

/** What can be read. All little-endian, as are all engines that run JavaScript today. */
export const elementTypes: ReadonlyMap<string, ElementType> = new Map<string, ElementType>([
  // The values stay in double precision: a tensor of the reference backend comes back bit for bit.
  ['F64', { bytes: 8, dtype: 'float32', decode: (buffer) => new Float64Array(buffer) }],
  ['F32', { bytes: 4, dtype: 'float32', decode: (buffer) => new Float32Array(buffer) }],
  ['F16', { bytes: 2, dtype: 'float16', decode: (buffer) => decodeHalf(new Uint16Array(buffer)) }],
  ['BF16', { bytes: 2, dtype: 'float32', decode: (buffer) => decodeBrain(new Uint16Array(buffer)) }],
  ['I64', { bytes: 8, dtype: 'int32', decode: (buffer, name) => narrow(new BigInt64Array(buffer), name) }],
  ['I32', { bytes: 4, dtype: 'int32', decode: (buffer) => new Int32Array(buffer) }],
  ['U8', { bytes: 1, dtype: 'uint8', decode: (buffer) => new Uint8Array(buffer) }],
  ['BOOL', { bytes: 1, dtype: 'bool', decode: (buffer, name) => truths(new Uint8Array(buffer), name) }],
]);

/** The narrowest element type that keeps every value, and the elements. */
export function encodeElements(dtype: DType, data: HostArray): { type: string; bytes: Uint8Array } {
  if (dtype === 'bool') return { type: 'BOOL', bytes: bytesOf(data) };
  if (dtype === 'uint8') return { type: 'U8', bytes: bytesOf(data) };
  if (dtype === 'int32') return { type: 'I32', bytes: bytesOf(data) };
  if (dtype === 'float16') return { type: 'F16', bytes: bytesOf(encodeHalf(data)) };
  const wide = data instanceof Float64Array && data.some((x) => !Object.is(Math.fround(x), x));
  return wide ? { type: 'F64', bytes: bytesOf(data) } : { type: 'F32', bytes: bytesOf(Float32Array.from(data)) };
}

function bytesOf(data: HostArray | Uint16Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** bfloat16 is the upper half of a float32. */
function decodeBrain(bits: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(bits, (half) => half * 65536).buffer);
}

function narrow(values: BigInt64Array, name: string): Int32Array {
  const beyond = values.find((x) => x !== BigInt.asIntN(32, x));
  if (beyond !== undefined) throw new CheckpointError(`'${name}' holds ${beyond}, which is beyond int32`);
  return Int32Array.from(values, Number);
}

function truths(bytes: Uint8Array, name: string): Uint8Array {
  const wrong = bytes.find((x) => x > 1);
  if (wrong !== undefined) throw new CheckpointError(`'${name}' holds ${wrong} where 0 or 1 stands for a bool`);
  return bytes;
}
