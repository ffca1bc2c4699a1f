import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CheckpointError } from '../errors.js';
import { decodeSafetensors, encodeSafetensors, type SafetensorsEntry } from './safetensors.js';

const fixture = JSON.parse(
  readFileSync(new URL('../../oracle/fixtures/safetensors.json', import.meta.url), 'utf8'),
) as {
  ours: string;
  others: string;
  values: Record<string, number[]>;
};
const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));

const entries: SafetensorsEntry[] = [
  { name: 'layer.weight', dtype: 'float32', shape: [2, 3], data: Float32Array.of(1.5, -2.25, 3e-8, 0, -0, 1e30) },
  { name: 'layer.bias', dtype: 'float16', shape: [2], data: Float32Array.of(1, -2) },
  { name: 'mask', dtype: 'bool', shape: [3], data: Uint8Array.of(1, 0, 1) },
  { name: 'codes', dtype: 'uint8', shape: [3], data: Uint8Array.of(0, 7, 255) },
  { name: '0', dtype: 'int32', shape: [], data: Int32Array.of(7) },
  { name: 'wide', dtype: 'float32', shape: [1], data: Float64Array.of(0.1) },
  { name: 'none', dtype: 'float32', shape: [0, 3], data: new Float32Array() },
  { name: 'näme', dtype: 'int32', shape: [2], data: Int32Array.of(2 ** 31 - 1, -(2 ** 31)) },
];

describe('against the reference implementation', () => {
  test('writes the same bytes', () => {
    expect(Buffer.from(encodeSafetensors({ entries, metadata: { format: 'pt' } })).toString('base64')).toBe(
      fixture.ours,
    );
  });

  test('reads what it wrote', () => {
    const file = decodeSafetensors(bytesOf(fixture.ours));
    const byName = (list: readonly SafetensorsEntry[]) => new Map(list.map((entry) => [entry.name, entry]));
    expect(byName(file.entries)).toEqual(byName(entries));
    expect(file.metadata).toEqual({ format: 'pt' });
  });

  test('reads element types that only others write', () => {
    const { entries: read } = decodeSafetensors(bytesOf(fixture.others));
    expect(Object.fromEntries(read.map(({ name, data }) => [name, [...data]]))).toEqual(fixture.values);
    const dtypes = Object.fromEntries(read.map(({ name, dtype }) => [name, dtype]));
    expect(dtypes).toEqual({ brain: 'float32', long: 'int32' });
  });
});

test('values in double precision that single precision keeps are written as F32; NaN and infinity survive', () => {
  const special = [0.5, Number.NaN, Number.NEGATIVE_INFINITY, -0];
  const file = encodeSafetensors({
    entries: [{ name: 'a', dtype: 'float32', shape: [4], data: Float64Array.from(special) }],
    metadata: {},
  });
  expect(new TextDecoder().decode(file)).toContain('"F32"');
  expect([...decodeSafetensors(file).entries[0]!.data]).toEqual(special);
});

/** A file of this header (text or object) and so many zero bytes. */
function file(header: unknown, length: number): Uint8Array {
  const text = typeof header === 'string' ? header : JSON.stringify(header);
  const bytes = new Uint8Array(8 + text.length + length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(new TextEncoder().encode(text), 8);
  return bytes;
}
const f32 = (shape: unknown, begin: unknown, end: unknown) => ({ dtype: 'F32', shape, data_offsets: [begin, end] });

describe('refuses', () => {
  const whole = encodeSafetensors({ entries, metadata: {} });
  const huge = new Uint8Array(16).fill(255);
  test.each<[string, Uint8Array, RegExp]>([
    ['nothing', new Uint8Array(), /^f: 0 bytes are too few/],
    ['a header cut short', whole.subarray(0, 40), /cut short: the header takes \d+ bytes, the file has 40/],
    ['elements cut short', whole.subarray(0, -1), /the arrays take 54 bytes but the file has 53; it is cut short/],
    ['a huge header', huge, /the header would take 18446744073709551615 bytes, more than 100000000/],
    ['no JSON', file('{"a":', 0), /the header is not JSON/],
    ['no object', file([], 0), /the header is not an object/],
    ['metadata that are not strings', file({ __metadata__: { a: 1 } }, 0), /__metadata__ must hold strings/],
    ['no layout', file({ a: 3 }, 0), /'a' needs dtype, shape and data_offsets/],
    [
      'an unknown type',
      file({ a: { ...f32([1], 0, 4), dtype: 'F8' } }, 4),
      /'a' has elements of type F8; known: F64, F32/,
    ],
    [
      'a negative size',
      file({ a: f32([-1], 0, 4) }, 4),
      /'a': shape \[-1\] and data_offsets \[0,4\] must be whole numbers/,
    ],
    ['offsets that are no numbers', file({ a: f32([1], '0', 4) }, 4), /must be whole numbers in order/],
    ['offsets in reverse', file({ a: f32([1], 4, 0) }, 4), /must be whole numbers in order/],
    ['a size that does not fit', file({ a: f32([2], 0, 4) }, 4), /'a': F32 \[2\] needs 8 bytes, data_offsets give 4/],
    ['an overlap', file({ a: f32([2], 0, 8), b: f32([1], 4, 8) }, 8), /'b' starts at 4, inside another array \(at 8\)/],
    ['a hole', file({ a: f32([1], 0, 4), b: f32([1], 8, 12) }, 12), /'b' starts at 8, after a hole \(at 4\)/],
    ['bytes at the end', file({ a: f32([1], 0, 4) }, 5), /take 4 bytes but the file has 5; it is too long/],
    [
      'a bool of 2',
      file({ a: { dtype: 'BOOL', shape: [1], data_offsets: [0, 1] } }, 1).fill(2, -1),
      /'a' holds 2 where 0 or 1/,
    ],
    [
      'a long beyond int32',
      file({ a: { dtype: 'I64', shape: [1], data_offsets: [0, 8] } }, 8).fill(1, -8),
      /which is beyond int32/,
    ],
  ])('%s', (_, bytes, message) => {
    expect(() => decodeSafetensors(bytes, 'f')).toThrow(message);
    expect(() => decodeSafetensors(bytes, 'f')).toThrow(CheckpointError);
  });

  test('to write a name twice, or the reserved one', () => {
    const write = (...names: string[]) =>
      encodeSafetensors({ entries: names.map((name) => ({ ...entries[0]!, name })), metadata: {} });
    expect(() => write('a', 'a')).toThrow(/two arrays are named 'a'/);
    expect(() => write('__metadata__')).toThrow(/the name is reserved/);
  });
});
