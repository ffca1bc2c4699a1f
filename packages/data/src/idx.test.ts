import { expect, test } from 'vitest';
import { DataError } from './errors.js';
import { parseIdx } from './idx.js';

const bytes = (...values: number[]) => Uint8Array.from(values);

test('reads unsigned bytes without copying', () => {
  const file = bytes(0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 255);
  const { shape, data } = parseIdx(file);
  expect(shape).toEqual([2, 3]);
  expect(data).toEqual(bytes(1, 2, 3, 4, 5, 255));
  expect(data.buffer).toBe(file.buffer);
});

test('reads at any offset of a larger buffer', () => {
  const file = bytes(9, 0, 0, 8, 1, 0, 0, 0, 1, 7).subarray(1);
  expect(parseIdx(file)).toEqual({ shape: [1], data: bytes(7) });
});

test('reads every other type, big-endian', () => {
  expect(parseIdx(bytes(0, 0, 9, 1, 0, 0, 0, 1, 0xff)).data).toEqual(Int8Array.of(-1));
  expect(parseIdx(bytes(0, 0, 0x0b, 1, 0, 0, 0, 1, 1, 2)).data).toEqual(Int16Array.of(258));
  expect(parseIdx(bytes(0, 0, 0x0c, 1, 0, 0, 0, 1, 0xff, 0xff, 0xff, 0xfe)).data).toEqual(Int32Array.of(-2));
  expect(parseIdx(bytes(0, 0, 0x0d, 1, 0, 0, 0, 1, 0x3f, 0xc0, 0, 0)).data).toEqual(Float32Array.of(1.5));
  expect(parseIdx(bytes(0, 0, 0x0e, 0, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0))).toEqual({
    shape: [],
    data: Float64Array.of(1.5),
  });
});

test.each([
  ['an empty file', bytes(), /^f: an IDX file starts with 00 00.*got nothing/],
  ['another kind of file', bytes(0x50, 0x4b, 3, 4), /got 50 4b 03 04; is it another kind of file\?/],
  ['an unknown type', bytes(0, 0, 7, 1, 0, 0, 0, 0), /got 00 00 07 01/],
  ['gzip', bytes(0x1f, 0x8b, 8, 0), /compressed with gzip: decompress it first/],
  ['a header cut short', bytes(0, 0, 8, 3, 0, 0, 0, 1), /cut short: 3 sizes need a header of 16 bytes, the file has 8/],
  [
    'elements cut short',
    bytes(0, 0, 8, 1, 0, 0, 0, 3, 1),
    /cut short; download it again: \[3\] needs 11 bytes, the file has 9/,
  ],
  ['too many elements', bytes(0, 0, 8, 1, 0, 0, 0, 1, 1, 2), /too long.*\[1\] needs 9 bytes, the file has 10/],
  ['sizes beyond any file', bytes(0, 0, 8, 2, 255, 255, 255, 255, 255, 255, 255, 255), /cut short/],
])('refuses %s', (_, file, message) => {
  expect(() => parseIdx(file, 'f')).toThrow(message);
  expect(() => parseIdx(file, 'f')).toThrow(DataError);
});
