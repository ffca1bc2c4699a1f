import { DataError } from './errors.js';

/** The element types of IDX files. */
export type IdxArray = Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;

/** An array read from an IDX file. */
export interface Idx {
  readonly shape: readonly number[];
  /** Elements in row-major order. */
  readonly data: IdxArray;
}

interface ElementType {
  readonly bytes: number;
  readonly create: (length: number) => IdxArray;
  /** The element at a byte offset; IDX is big-endian. */
  readonly read: (view: DataView, at: number) => number;
}

const types: ReadonlyMap<number, ElementType> = new Map([
  [0x08, { bytes: 1, create: (n: number) => new Uint8Array(n), read: (v: DataView, i: number) => v.getUint8(i) }],
  [0x09, { bytes: 1, create: (n: number) => new Int8Array(n), read: (v: DataView, i: number) => v.getInt8(i) }],
  [0x0b, { bytes: 2, create: (n: number) => new Int16Array(n), read: (v: DataView, i: number) => v.getInt16(i) }],
  [0x0c, { bytes: 4, create: (n: number) => new Int32Array(n), read: (v: DataView, i: number) => v.getInt32(i) }],
  [0x0d, { bytes: 4, create: (n: number) => new Float32Array(n), read: (v: DataView, i: number) => v.getFloat32(i) }],
  [0x0e, { bytes: 8, create: (n: number) => new Float64Array(n), read: (v: DataView, i: number) => v.getFloat64(i) }],
]);

/**
 * Reads an array in the IDX format of MNIST: two zero bytes, a type code, the rank, each size as a big-endian 32-bit
 * number, then the elements.
 *
 * @param bytes the whole file, uncompressed. Unsigned bytes are not copied: do not change them afterwards.
 * @param name named in errors; default `IDX file`.
 * @throws DataError for a wrong magic number, a file that is cut short, or one that is too long.
 *
 * Source: LeCun, Cortes, Burges, "The MNIST database of handwritten digits" (1998).
 */
export function parseIdx(bytes: Uint8Array, name = 'IDX file'): Idx {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const type = bytes.length >= 4 && view.getUint16(0) === 0 ? types.get(bytes[2]!) : undefined;
  if (!type) throw wrongMagic(bytes, name);
  const rank = bytes[3]!;
  const start = 4 + 4 * rank;
  if (bytes.length < start) {
    throw new DataError(
      `${name}: cut short: ${rank} sizes need a header of ${start} bytes, the file has ${bytes.length}`,
    );
  }
  const shape = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  const length = shape.reduce((product, size) => product * size, 1);
  const expected = start + length * type.bytes;
  if (bytes.length !== expected) {
    const what =
      bytes.length < expected ? 'cut short; download it again' : 'too long; its header or its end is damaged';
    throw new DataError(
      `${name}: ${what}: [${shape.join(', ')}] needs ${expected} bytes, the file has ${bytes.length}`,
    );
  }
  if (type === types.get(0x08)) return { shape, data: bytes.subarray(start) };
  const data = type.create(length);
  for (let i = 0; i < length; i++) data[i] = type.read(view, start + i * type.bytes);
  return { shape, data };
}

function wrongMagic(bytes: Uint8Array, name: string): DataError {
  const magic = Array.from(bytes.subarray(0, 4), (b) => b.toString(16).padStart(2, '0')).join(' ') || 'nothing';
  const fix = magic.startsWith('1f 8b')
    ? 'it is compressed with gzip: decompress it first'
    : 'is it another kind of file?';
  return new DataError(`${name}: an IDX file starts with 00 00, a type (08 to 0e) and a rank; got ${magic}; ${fix}`);
}
