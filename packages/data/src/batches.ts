import { ArgumentError, checkOptions, permutation, requireKey, type Tensor } from '@saddlepoint/tensor';
import { type Batch, type Dataset, takeBatch } from './dataset.js';

export interface BatchOptions {
  /** Examples in a batch, from 1 up. */
  batchSize: number;
  /** Shuffles: the same key always gives the same order. Default: the dataset's own order. */
  key?: Tensor;
  /** Leave out the last batch when it is not full. Default false. */
  dropLast?: boolean;
  /** Batches to skip, to go on in the middle of a pass. Default 0. */
  start?: number;
}

/** How many batches a pass over `size` examples has. */
export function countBatches(size: number, options: Pick<BatchOptions, 'batchSize' | 'dropLast'>): number {
  const { batchSize, dropLast = false } = options;
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new ArgumentError(`batches: batchSize ${batchSize} must be a whole number from 1 up`);
  }
  return dropLast ? Math.floor(size / batchSize) : Math.ceil(size / batchSize);
}

/**
 * One pass over a dataset: `for await (const { x, y } of batches(train, { batchSize: 64, key }))`. Each example comes
 * once. For another order in each epoch give it a key of its own: `foldIn(key, epoch)`.
 *
 * @throws (at the first batch) ArgumentError for an unknown option, a key that is none, a batch size below 1, one that
 *   `dropLast` leaves no batch, or a start outside the pass; (at its batch) NonFiniteError for a value that is NaN or
 *   infinite.
 */
export async function* batches<Name extends string>(
  from: Dataset<Name>,
  options: BatchOptions,
): AsyncGenerator<Batch<Name>, void, undefined> {
  for (const rows of await rowsOf(from.size, options)) yield takeBatch(from, rows);
}

/** Which examples go into each batch of a pass. */
export async function rowsOf(
  size: number,
  options: BatchOptions,
): Promise<Generator<ArrayLike<number>, void, undefined>> {
  checkOptions('batches', options, ['batchSize', 'key', 'dropLast', 'start']);
  const { batchSize, key, start = 0 } = options;
  const count = countBatches(size, options);
  if (count === 0) {
    throw new ArgumentError(`batches: batchSize ${batchSize} with dropLast leaves no batch of ${size} examples`);
  }
  if (!Number.isInteger(start) || start < 0 || start > count) {
    throw new ArgumentError(`batches: start ${start} must be a whole number from 0 to ${count}, the batches of a pass`);
  }
  if (key !== undefined) requireKey('batches', 'key', key);
  const order = key ? await permutation(key, size).data() : Int32Array.from({ length: size }, (_, i) => i);
  return (function* () {
    for (let i = start; i < count; i++) yield order.subarray(i * batchSize, (i + 1) * batchSize);
  })();
}
