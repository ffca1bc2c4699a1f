import { batches, dataset, sliceDataset, takeBatch } from '@saddlepoint/data';
import { mnist, prefetchBatches } from '@saddlepoint/data/node';
import { foldIn, key } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';

test('the example of the README runs', async () => {
  const seen: unknown[] = [];
  // README
  const { train, classes } = await mnist();
  const some = sliceDataset(train, 0, 1000);
  for (let epoch = 0; epoch < 2; epoch++) {
    // The same key gives the same order, on every machine; each epoch has its own.
    for await (const { x, y } of batches(some, { batchSize: 64, key: foldIn(key(7), epoch) })) {
      seen.push([x.shape, y.dtype]); // x: float32 [64, 1, 28, 28], mean 0 and deviation 1; y: int32 [64]
    }
  }
  // end
  expect(classes).toHaveLength(10);
  expect(seen).toHaveLength(2 * 16);
  expect([seen[0], seen[15]]).toEqual([
    [[64, 1, 28, 28], 'int32'],
    [[40, 1, 28, 28], 'int32'],
  ]);
});

test('the dataset of the README has the batches it says', async () => {
  // README
  const flowers = dataset({
    x: { data: Float32Array.of(5.1, 3.5, 6.2, 2.9), shape: [2], dtype: 'float32', mean: 4.4, std: 1.3 },
    y: { data: Uint8Array.of(0, 1), shape: [], dtype: 'int32' }, // one number an example
  });
  const batch = takeBatch(flowers, [1, 0]); // x: float32 [2, 2], (data − mean) / std; y: int32 [2]
  // end
  expect([batch.x.shape, batch.x.dtype, batch.y.shape, batch.y.dtype]).toEqual([[2, 2], 'float32', [2], 'int32']);
  expect(Array.from(await batch.y.data())).toEqual([1, 0]);
  expect((await batch.x.data())[0]).toBeCloseTo((6.2 - 4.4) / 1.3, 6);
});

test('batches are prefetched as the README says', async () => {
  const { train } = await mnist();
  const some = sliceDataset(train, 0, 1000);
  // README
  const sizes: number[] = [];
  for await (const { x } of prefetchBatches(some, { batchSize: 300, key: key(7), ahead: 3 })) sizes.push(x.shape[0]!);
  // end
  expect(sizes).toEqual([300, 300, 300, 100]);
});
