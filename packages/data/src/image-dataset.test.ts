import { expect, test } from 'vitest';
import { takeBatch } from './dataset.js';
import { DataError } from './errors.js';
import { imageDataset } from './image-dataset.js';

const images = { shape: [2, 1, 2], data: Uint8Array.of(0, 255, 51, 102) };
const labels = { shape: [2], data: Uint8Array.of(3, 9) };

test('pixels become numbers of the scale asked for, labels int32', async () => {
  const { x, y } = takeBatch(imageDataset(images, labels, 10, { mean: 0.5, std: 0.25 }), [0, 1]);
  expect([x.shape, y.shape]).toEqual([[2, 1, 1, 2], [2]]);
  const expected = [-2, 2, (0.2 - 0.5) / 0.25, (0.4 - 0.5) / 0.25];
  (await x.data()).forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i]!, 6);
  });
  expect(await y.data()).toEqual(Int32Array.of(3, 9));
});

test('refuses arrays that do not fit', () => {
  const bad = (change: () => unknown, message: RegExp) => {
    expect(change).toThrow(message);
    expect(change).toThrow(DataError);
  };
  bad(
    () => imageDataset({ shape: [2, 2], data: images.data }, labels, 10),
    /images must be bytes \[N, height, width\], got \[2, 2\]/,
  );
  bad(() => imageDataset({ ...images, data: Float32Array.of(0, 1, 2, 3) }, labels, 10), /images must be bytes/);
  bad(() => imageDataset(images, images, 10), /labels must be bytes \[N\], got \[2, 1, 2\]/);
  bad(() => imageDataset(images, labels, 9), /label 9 at position 1 is not one of 0 to 8/);
  bad(() => imageDataset(images, { shape: [1], data: Uint8Array.of(1) }, 10), /'x' has 2 examples but 'y' has 1/);
});
