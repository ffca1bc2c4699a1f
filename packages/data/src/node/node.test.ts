import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { takeBatch } from '../dataset.js';
import { DataError } from '../errors.js';
import { fashionMnist, mnist, readIdx } from './index.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'saddlepoint-data-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** `count` black pictures of 28 × 28 with a white first pixel, and labels 0, 1, … */
async function writePart(part: string, count: number, encode: (bytes: Uint8Array) => Uint8Array, suffix: string) {
  const images = new Uint8Array(16 + count * 784);
  images.set([0, 0, 8, 3, 0, 0, 0, count, 0, 0, 0, 28, 0, 0, 0, 28]);
  for (let i = 0; i < count; i++) images[16 + 784 * i] = 255;
  const labels = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, count, ...Array.from({ length: count }, (_, i) => i));
  await writeFile(join(folder, `${part}-images-idx3-ubyte${suffix}`), encode(images));
  await writeFile(join(folder, `${part}-labels-idx1-ubyte${suffix}`), encode(labels));
}

test('MNIST from the installed package: sizes, balance, first digits, scale', async () => {
  const { train, test: held, classes } = await mnist();
  expect([train.size, held.size, classes.join('')]).toEqual([60_000, 10_000, '0123456789']);
  const counts = new Array<number>(10).fill(0);
  for (const label of train.columns.y.data) counts[label]!++;
  expect(counts).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
  const { x, y } = takeBatch(train, [0, 1, 2, 3, 4]);
  expect([...(await y.data())]).toEqual([5, 0, 4, 1, 9]);
  expect([x.shape, x.dtype]).toEqual([[5, 1, 28, 28], 'float32']);
  // Scaled as PyTorch's examples scale it: mean 0 and standard deviation 1 over all 47 million training pixels.
  const { data, mean = 0, std = 1 } = train.columns.x;
  let [sum, squares] = [0, 0];
  for (const pixel of data) {
    sum += (pixel - mean) / std;
    squares += ((pixel - mean) / std) ** 2;
  }
  expect(sum / data.length).toBeCloseTo(0, 3);
  expect(squares / data.length).toBeCloseTo(1, 3);
});

describe('a folder of IDX files', () => {
  test('compressed or not', async () => {
    await writePart('train', 3, (bytes) => gzipSync(bytes), '.gz');
    await writePart('t10k', 2, (bytes) => bytes, '');
    const clothes = await fashionMnist(folder);
    expect([clothes.train.size, clothes.test.size, clothes.classes[9]]).toEqual([3, 2, 'Ankle boot']);
    const { x } = takeBatch(clothes.train, [0]);
    expect((await x.data())[0]).toBeCloseTo((1 - 0.286) / 0.353, 6);
  });

  test('says which files are missing', async () => {
    await rm(join(folder, 't10k-labels-idx1-ubyte'));
    await expect(mnist(folder)).rejects.toThrow(/missing t10k-labels-idx1-ubyte \(each may end in \.gz\)/);
    await expect(mnist(join(folder, 'nowhere'))).rejects.toThrow(/not a folder that can be read \(ENOENT\)/);
    await expect(mnist(folder)).rejects.toThrow(DataError);
  });

  test('says which file is damaged', async () => {
    const path = join(folder, 'half.gz');
    await writeFile(path, gzipSync(new Uint8Array(1000)).subarray(0, 15));
    await expect(readIdx(path)).rejects.toThrow(/half\.gz: the gzip data are damaged; download it again/);
    await writeFile(path, Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 9, 1));
    await expect(readIdx(path)).rejects.toThrow(/half\.gz: cut short/);
    await expect(readIdx(join(folder, 'none'))).rejects.toThrow(/none: cannot be read \(ENOENT\)/);
  });
});
