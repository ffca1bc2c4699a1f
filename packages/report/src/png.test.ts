import { crc32, inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { encodePng, pngUrl } from './png.js';

/** The chunks of a PNG by type, their checksums verified with zlib's. */
function chunksOf(png: Uint8Array): Record<string, Buffer> {
  const file = Buffer.from(png);
  expect(file.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  const chunks: Record<string, Buffer> = {};
  for (let at = 8; at < file.length; ) {
    const length = file.readUInt32BE(at);
    const body = file.subarray(at + 4, at + 8 + length);
    expect(file.readUInt32BE(at + 8 + length)).toBe(crc32(body));
    chunks[body.toString('latin1', 0, 4)] = body.subarray(4);
    at += 12 + length;
  }
  return chunks;
}

test('an independent decoder finds the pixels', () => {
  const { IHDR, IDAT, IEND } = chunksOf(encodePng([0, 127.6, 255, 1, 2, 3], 3, 2));
  expect([IHDR!.readUInt32BE(0), IHDR!.readUInt32BE(4), IHDR![8], IHDR![9]]).toEqual([3, 2, 8, 0]);
  expect([...inflateSync(IDAT!)]).toEqual([0, 0, 128, 255, 0, 1, 2, 3]);
  expect(IEND).toHaveLength(0);
});

test('pictures beyond one stored block', () => {
  const pixels = Uint8Array.from({ length: 300 * 300 }, (_, i) => i % 251);
  const rows = inflateSync(chunksOf(encodePng(pixels, 300, 300)).IDAT!);
  expect(rows).toHaveLength(300 * 301);
  expect([...rows.subarray(299 * 301 + 1)]).toEqual([...pixels.subarray(299 * 300)]);
});

test('as a URL', () => {
  const png = encodePng([7], 1, 1);
  expect(Buffer.from(pngUrl(png).replace('data:image/png;base64,', ''), 'base64')).toEqual(Buffer.from(png));
});

test('refuses sizes and pixels that do not fit', () => {
  expect(() => encodePng([1, 2, 3], 2, 2)).toThrow(/3 pixels are not a picture of 2 × 2/);
  expect(() => encodePng([256], 1, 1)).toThrow(/pixel 0 is 256; allowed: 0 to 255/);
  expect(() => encodePng([Number.NaN], 1, 1)).toThrow(/pixel 0 is NaN/);
});
