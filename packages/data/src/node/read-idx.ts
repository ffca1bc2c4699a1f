import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { DataError } from '../errors.js';
import { type Idx, parseIdx } from '../idx.js';

/**
 * Reads an IDX file, decompressing it if it is compressed with gzip.
 *
 * @throws DataError when the file is missing or damaged.
 */
export async function readIdx(path: string): Promise<Idx> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    throw new DataError(`${path}: cannot be read (${(cause as NodeJS.ErrnoException).code})`, { cause });
  }
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    try {
      bytes = await promisify(gunzip)(bytes);
    } catch (cause) {
      throw new DataError(`${path}: the gzip data are damaged; download it again`, { cause });
    }
  }
  return parseIdx(bytes, path);
}
