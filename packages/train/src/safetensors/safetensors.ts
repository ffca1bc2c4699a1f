import { type DType, type HostArray, sizeOf } from '@saddlepoint/tensor';
import { CheckpointError } from '../errors.js';
import { elementTypes, encodeElements } from './elements.js';

/** A named array of a safetensors file. */
export interface SafetensorsEntry {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: HostArray;
}

/** What a safetensors file holds. */
export interface SafetensorsFile {
  readonly entries: readonly SafetensorsEntry[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** Larger headers are refused, as the reference implementation does. */
const headerLimit = 100_000_000;
/** The order of arrays in a file, widest elements first, keeps every array aligned. */
const order = ['F64', 'F32', 'I32', 'F16', 'U8', 'BOOL'];

/**
 * Writes arrays in the safetensors format: the length of the header as 64 bits, the header in JSON, then the elements.
 * float32 is written as F32, or as F64 where the values (from the reference backend) need it; int32 as I32, float16 as
 * F16, uint8 as U8, bool as BOOL. The bytes are those the reference implementation writes.
 *
 * @throws CheckpointError for two arrays of one name, or a name the format reserves.
 *
 * Source: https://github.com/huggingface/safetensors, format of 2022.
 */
export function encodeSafetensors(file: SafetensorsFile): Uint8Array {
  const parts = file.entries
    .map(({ name, dtype, shape, data }) => ({ name, shape, ...encodeElements(dtype, data) }))
    .sort((a, b) => order.indexOf(a.type) - order.indexOf(b.type) || compare(a.name, b.name));
  const fields: string[] = [];
  const field = (name: string, value: unknown) => fields.push(`${JSON.stringify(name)}:${JSON.stringify(value)}`);
  if (Object.keys(file.metadata).length > 0) field('__metadata__', file.metadata);
  const seen = new Set(['__metadata__']);
  let end = 0;
  for (const { name, type, shape, bytes } of parts) {
    if (seen.has(name))
      throw new CheckpointError(`two arrays are named '${name}', or the name is reserved; rename one`);
    seen.add(name);
    field(name, { dtype: type, shape, data_offsets: [end, end + bytes.length] });
    end += bytes.length;
  }
  const text = new TextEncoder().encode(`{${fields.join(',')}}`);
  const headerLength = Math.ceil(text.length / 8) * 8;
  const out = new Uint8Array(8 + headerLength + end).fill(0x20, 8, 8 + headerLength);
  new DataView(out.buffer).setBigUint64(0, BigInt(headerLength), true);
  out.set(text, 8);
  let at = 8 + headerLength;
  for (const { bytes } of parts) {
    out.set(bytes, at);
    at += bytes.length;
  }
  return out;
}

/** By code unit, which is the order of any UTF-8 without surrogates, whatever the locale. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Reads a safetensors file. F64 and BF16 become float32, I64 int32.
 *
 * @param name named in errors; default `safetensors file`.
 * @throws CheckpointError for a file that is cut short, a header that is damaged or larger than 100 MB, offsets that
 *   overlap, leave holes or do not fit the shape, or an element type that is not known.
 */
export function decodeSafetensors(bytes: Uint8Array, name = 'safetensors file'): SafetensorsFile {
  const fail = (what: string, cause?: unknown): never => {
    throw new CheckpointError(`${name}: ${what}`, { cause });
  };
  if (bytes.length < 8) fail(`${bytes.length} bytes are too few for a header; the file is cut short`);
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  if (length > headerLimit)
    fail(`the header would take ${length} bytes, more than ${headerLimit}; not a safetensors file`);
  const start = 8 + Number(length);
  if (bytes.length < start) fail(`cut short: the header takes ${length} bytes, the file has ${bytes.length}`);
  const header = parseHeader(bytes.subarray(8, start), fail);
  const { __metadata__: metadata = {}, ...arrays } = header;
  if (!isRecord(metadata) || Object.values(metadata).some((x) => typeof x !== 'string')) {
    fail('__metadata__ must hold strings');
  }
  const layouts = Object.entries(arrays).map(([array, value]) => ({ name: array, ...checkLayout(array, value, fail) }));
  checkCover(layouts, bytes.length - start, fail);
  const entries = layouts.map(({ name: array, type, shape, begin, end }): SafetensorsEntry => {
    const { dtype, decode } = elementTypes.get(type)!;
    // A copy: elements in the file may not be aligned.
    const buffer = new Uint8Array(bytes.subarray(start + begin, start + end)).buffer;
    return { name: array, dtype, shape, data: decode(buffer, array) };
  });
  return { entries, metadata: metadata as Record<string, string> };
}

type Fail = (what: string, cause?: unknown) => never;

interface Layout {
  readonly type: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

const isRecord = (x: unknown): x is Record<string, unknown> => typeof x === 'object' && x !== null && !Array.isArray(x);
const isSize = (x: unknown): x is number => Number.isSafeInteger(x) && (x as number) >= 0;

function parseHeader(bytes: Uint8Array, fail: Fail): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return isRecord(header) ? header : fail('the header is not an object');
  } catch (cause) {
    if (cause instanceof CheckpointError) throw cause;
    return fail('the header is not JSON; the file is damaged, or not a safetensors file', cause);
  }
}

function checkLayout(array: string, value: unknown, fail: Fail): Layout {
  const { dtype: type, shape, data_offsets: offsets } = isRecord(value) ? value : {};
  if (typeof type !== 'string' || !Array.isArray(shape) || !Array.isArray(offsets) || offsets.length !== 2) {
    return fail(`'${array}' needs dtype, shape and data_offsets`);
  }
  const element = elementTypes.get(type);
  if (!element) return fail(`'${array}' has elements of type ${type}; known: ${[...elementTypes.keys()].join(', ')}`);
  const [begin, end]: unknown[] = offsets;
  if (!shape.every(isSize) || !isSize(begin) || !isSize(end) || end < begin) {
    return fail(`'${array}': shape [${shape}] and data_offsets [${offsets}] must be whole numbers in order`);
  }
  const expected = sizeOf(shape) * element.bytes;
  if (end - begin !== expected) {
    return fail(`'${array}': ${type} [${shape.join(', ')}] needs ${expected} bytes, data_offsets give ${end - begin}`);
  }
  return { type, shape, begin, end };
}

/** Arrays must follow each other without overlap or hole, and fill the file. */
function checkCover(layouts: readonly (Layout & { name: string })[], length: number, fail: Fail): void {
  let at = 0;
  for (const { name, begin, end } of [...layouts].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== at)
      fail(`'${name}' starts at ${begin}, ${begin < at ? 'inside another array' : 'after a hole'} (at ${at})`);
    at = end;
  }
  if (at !== length)
    fail(`the arrays take ${at} bytes but the file has ${length}; it is ${at > length ? 'cut short' : 'too long'}`);
}
