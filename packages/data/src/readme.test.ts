import { batches, sliceDataset } from '@saddlepoint/data';
import { mnist } from '@saddlepoint/data/node';
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
