import { takeBatch } from '@saddlepoint/data';
import { expect, test } from 'vitest';
import { cifar100 } from './cifar-100.js';
import { syntheticImages } from './synthetic-images.js';

const options = { shape: [3, 8, 12], classes: 10, train: 400, test: 50 } as const;
const moments = (x: ArrayLike<number>) => {
  const values = Array.from(x);
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return [mean, Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length)] as const;
};

test('synthetic pictures: sizes, moments, classes', async () => {
  const { train, test } = await syntheticImages(options);
  expect([train.size, test.size]).toEqual([400, 50]);
  const batch = takeBatch(
    train,
    Array.from({ length: 400 }, (_, i) => i),
  );
  expect(batch.x.shape).toEqual([400, 3, 8, 12]);
  const [mean, std] = moments(await batch.x.data());
  expect(Math.abs(mean)).toBeLessThan(0.1);
  expect(Math.abs(std - 1)).toBeLessThan(0.05);
  expect(new Set(await batch.y.data()).size).toBe(10);
});

test('without noise pictures of a class are one pattern, moved: pixels in another order', async () => {
  const { train } = await syntheticImages({ ...options, noise: 0 });
  const { x, y } = train.columns;
  const sorted = (n: number) => [...x.data.subarray(288 * n, 288 * (n + 1))].sort((a, b) => a - b).join();
  const kinds = new Set(Array.from({ length: 400 }, (_, n) => `${y.data[n]} ${sorted(n)}`));
  expect(kinds.size).toBe(10);
  expect(
    new Set(Array.from({ length: 400 }, (_, n) => String(x.data.subarray(288 * n, 288 * (n + 1))))).size,
  ).toBeGreaterThan(30);
});

test('the same seed gives the same pictures; training and test pictures differ', async () => {
  const [one, two] = [await syntheticImages(options), await syntheticImages(options)];
  expect(one.train.columns.x.data).toEqual(two.train.columns.x.data);
  expect(one.train.columns.x.data.subarray(0, 288)).not.toEqual(one.test.columns.x.data.subarray(0, 288));
  const other = await syntheticImages({ ...options, seed: 1 });
  expect(other.train.columns.x.data).not.toEqual(one.train.columns.x.data);
});

test.each([
  [{ classes: 0 }, 'syntheticImages: classes 0 must be a whole number from 1 up'],
  [{ test: 1.5 }, 'syntheticImages: test 1.5 must be'],
  [{ shape: [3, 6, 8] }, 'syntheticImages: shape [3,6,8] must be [channels, height, width], multiples of 4'],
  [{ noise: -1 }, 'syntheticImages: noise -1 must be a finite number from 0 up'],
  [{ size: 1 }, "syntheticImages: unknown option 'size'"],
])('%o is an error', async (wrong, message) => {
  await expect(syntheticImages({ ...options, ...wrong } as never)).rejects.toThrow(message);
});

test('CIFAR-100 records: labels and pixels in their places', async () => {
  const bytes = new Uint8Array(2 * 3074);
  bytes.set([19, 99, 255], 0);
  bytes.set([0, 7], 3074);
  bytes[2 * 3074 - 1] = 9;
  const made = cifar100(bytes);
  expect(made.size).toBe(2);
  expect([...made.columns.y.data]).toEqual([99, 7]);
  expect([made.columns.x.data[0], made.columns.x.data[3071], made.columns.x.data.at(-1)]).toEqual([255, 0, 9]);
  const { x } = takeBatch(made, [1, 0]);
  expect(x.shape).toEqual([2, 3, 32, 32]);
  expect((await x.data())[3072]).toBeCloseTo((255 - 121.9) / 68.4, 5);
});

test('another file is an error', () => {
  expect(() => cifar100(new Uint8Array(10), 'train.bin')).toThrow(
    'train.bin: 10 bytes are no number of records of 3074',
  );
  expect(() => cifar100(new Uint8Array(0))).toThrow('CIFAR-100 file: 0 bytes');
  expect(() => cifar100(new Uint8Array(3074).fill(100))).toThrow(
    'CIFAR-100 file: record 0 has the labels 100 and 100; they must be below 20 and 100',
  );
});
