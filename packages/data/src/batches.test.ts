import { ArgumentError, foldIn, key } from '@saddlepoint/tensor';
import { describe, expect, test } from 'vitest';
import { type BatchOptions, batches, countBatches } from './batches.js';
import { dataset } from './dataset.js';

const numbers = dataset({
  y: { data: Int32Array.from({ length: 10 }, (_, i) => i), shape: [], dtype: 'int32' },
});

async function orderOf(options: BatchOptions, from = numbers): Promise<number[][]> {
  const rows: number[][] = [];
  for await (const { y } of batches(from, options)) rows.push([...(await y.data())]);
  return rows;
}

describe('batches', () => {
  test('keep the order without a key', async () => {
    expect(await orderOf({ batchSize: 4 })).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [8, 9],
    ]);
    expect(await orderOf({ batchSize: 4, dropLast: true })).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
    ]);
    expect(await orderOf({ batchSize: 20 })).toEqual([[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]]);
  });

  test('a key shuffles: each example once, the same each time, another key another order', async () => {
    const order = await orderOf({ batchSize: 3, key: key(1) });
    expect(order.flat().toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(order.flat()).not.toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(await orderOf({ batchSize: 3, key: key(1) })).toEqual(order);
    expect(await orderOf({ batchSize: 3, key: foldIn(key(1), 1) })).not.toEqual(order);
  });

  test('start goes on where a pass stopped', async () => {
    const order = await orderOf({ batchSize: 3, key: key(1) });
    expect(await orderOf({ batchSize: 3, key: key(1), start: 2 })).toEqual(order.slice(2));
    expect(await orderOf({ batchSize: 3, key: key(1), start: 4 })).toEqual([]);
  });

  test('shuffling 60 000 examples takes a fraction of a second', async () => {
    const many = dataset({ y: { data: Int32Array.from({ length: 60_000 }, (_, i) => i), shape: [], dtype: 'int32' } });
    const start = performance.now();
    const order = (await orderOf({ batchSize: 60_000, key: key(1) }, many)).flat();
    expect(performance.now() - start).toBeLessThan(1000);
    expect(new Set(order).size).toBe(60_000);
  });

  test.each<[BatchOptions, RegExp]>([
    [{ batchSize: 0 }, /batchSize 0 must be a whole number from 1 up/],
    [{ batchSize: 1.5 }, /batchSize 1.5 must be/],
    [{ batchSize: 11, dropLast: true }, /batchSize 11 with dropLast leaves no batch of 10 examples/],
    [{ batchSize: 5, start: 3 }, /start 3 must be a whole number from 0 to 2/],
    [{ batchSize: 5, key: 7 } as never, /^batches: key must be a key such as key\(7\), got 7$/],
    [5 as never, /^batches: expected options such as { batchSize: … }, got 5; allowed: batchSize, key/],
    [
      { batchSize: 5, shuffle: true } as BatchOptions,
      /unknown option 'shuffle'; allowed: batchSize, key, dropLast, start/,
    ],
  ])('refuses %j', async (options, message) => {
    await expect(orderOf(options)).rejects.toThrow(message);
    await expect(orderOf(options)).rejects.toThrow(ArgumentError);
  });
});

test('countBatches', () => {
  expect(countBatches(10, { batchSize: 4 })).toBe(3);
  expect(countBatches(10, { batchSize: 4, dropLast: true })).toBe(2);
});
