import { Worker } from 'node:worker_threads';
import { ArgumentError, key, NonFiniteError } from '@saddlepoint/tensor';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { batches } from '../batches.js';
import { type Batch, type Column, type Dataset, dataset, sliceDataset } from '../dataset.js';
import { DataError } from '../errors.js';
import { type PrefetchOptions, prefetchBatches } from './prefetch-batches.js';

const wave = (length: number) => Float32Array.from({ length }, (_, i) => 100 * Math.sin(i));
const pixels = Uint8Array.from({ length: 22 * 6 }, (_, i) => (i * 37) % 256);
const shared = new Float32Array(new SharedArrayBuffer(22 * 4));
shared.set(wave(22));

/** Every kind of column there is. */
const columns = {
  scaled: { data: pixels, shape: [2, 3], dtype: 'float32', mean: 33.3, std: 78.6 },
  bytes: { data: Buffer.from(pixels), shape: [6], dtype: 'float32' },
  floats: { data: wave(44), shape: [2], dtype: 'float32' },
  standardized: { data: wave(66), shape: [3], dtype: 'float32', mean: 1.7, std: 0.3 },
  shared: { data: shared, shape: [], dtype: 'float32' },
  labels: { data: pixels.subarray(0, 22), shape: [], dtype: 'int32' },
  tokens: { data: Int32Array.from(pixels.subarray(0, 88), (i) => -i), shape: [4], dtype: 'int32' },
} satisfies Record<string, Column>;
const examples = dataset(columns);

async function valuesOf(pass: AsyncIterable<Batch>): Promise<unknown[]> {
  const seen: unknown[] = [];
  for await (const batch of pass) {
    for (const [name, x] of Object.entries(batch)) seen.push([name, x.shape, x.dtype, await x.data()]);
  }
  return seen;
}

/** The workers started during a test. */
let workers: Worker[];
const note = (worker: Worker) => workers.push(worker);
beforeEach(() => {
  workers = [];
  process.on('worker', note);
});
afterEach(() => {
  process.off('worker', note);
  vi.restoreAllMocks();
});

/** A worker that has ended has this for its thread's number. */
const ended = [-1];
const threads = () => workers.map(({ threadId }) => threadId);

describe('prefetchBatches', () => {
  test.each<[string, PrefetchOptions, Dataset]>([
    ['in order', { batchSize: 4 }, examples],
    ['shuffled', { batchSize: 4, key: key(3) }, examples],
    ['without the last', { batchSize: 4, key: key(3), dropLast: true }, examples],
    ['from the middle', { batchSize: 4, key: key(3), start: 3 }, examples],
    ['from the end', { batchSize: 4, start: 6 }, examples],
    ['one ahead', { batchSize: 5, ahead: 1 }, examples],
    ['all ahead', { batchSize: 5, ahead: 100 }, examples],
    ['of a slice', { batchSize: 4, key: key(4) }, sliceDataset(examples, 3, 17)],
  ])('gives what batches gives: %s', async (_, options, from) => {
    const { ahead, ...rest } = options;
    expect(await valuesOf(prefetchBatches(from, options))).toEqual(await valuesOf(batches(from, rest)));
    expect(threads()).toEqual(ended);
  });

  test('in arrays an engine takes, leaving the dataset as it is', async () => {
    const before = structuredClone(columns);
    for await (const batch of prefetchBatches(examples, { batchSize: 10 })) {
      for (const x of Object.values(batch)) expect((await x.data()).buffer).toBeInstanceOf(ArrayBuffer);
    }
    // As numbers: the clone of a Buffer is a Uint8Array.
    for (const name of Object.keys(columns) as (keyof typeof columns)[]) {
      expect([...columns[name].data]).toEqual([...before[name].data]);
    }
  });

  test('sees what changed in the dataset between passes', async () => {
    const data = Int32Array.of(1, 2);
    const numbers = dataset({ y: { data, shape: [], dtype: 'int32' } });
    await valuesOf(prefetchBatches(numbers, { batchSize: 2 }));
    data.reverse();
    const [seen] = await valuesOf(prefetchBatches(numbers, { batchSize: 2 }));
    expect(seen).toEqual(['y', [2], 'int32', Int32Array.of(2, 1)]);
  });

  test('asks for so many batches ahead and no more', async () => {
    const asked = vi.spyOn(Worker.prototype, 'postMessage');
    const pass = prefetchBatches(examples, { batchSize: 1, ahead: 3 });
    const counts: number[] = [];
    for (let i = 0; i < 22; i++) {
      await pass.next();
      counts.push(asked.mock.calls.length);
    }
    expect(counts).toEqual(Array.from({ length: 22 }, (_, i) => Math.min(i + 4, 22)));
    expect((await pass.next()).done).toBe(true);
  });
});

describe('the worker ends', () => {
  test('with a loop that is left', async () => {
    for await (const _ of prefetchBatches(examples, { batchSize: 4 })) break;
    expect(threads()).toEqual(ended);
  });

  test('with a loop that throws', async () => {
    const loop = async () => {
      for await (const _ of prefetchBatches(examples, { batchSize: 4 })) throw new RangeError('mine');
    };
    await expect(loop()).rejects.toThrow(new RangeError('mine'));
    expect(threads()).toEqual(ended);
  });

  test('with a return while a batch is awaited', async () => {
    const pass = prefetchBatches(examples, { batchSize: 4 });
    const [first, last] = await Promise.all([pass.next(), pass.return()]);
    expect([first.done, last.done, (await pass.next()).done]).toEqual([false, true, true]);
    expect(threads()).toEqual(ended);
  });

  test('and is not started for a pass that nobody asks for', async () => {
    await prefetchBatches(examples, { batchSize: 4 }).return();
    expect(workers).toEqual([]);
  });
});

describe('errors', () => {
  test.each<[PrefetchOptions]>([
    [{ batchSize: 0 }],
    [{ batchSize: 23, dropLast: true }],
    [{ batchSize: 4, start: 7 }],
    [{ batchSize: 4, key: 7 } as never],
  ])('as batches has them: %j', async (options) => {
    const { message } = await batches(examples, options)
      .next()
      .catch((error) => error);
    expect(message).toMatch(/^batches: /);
    await expect(prefetchBatches(examples, options).next()).rejects.toThrow(new ArgumentError(message));
    expect(workers).toEqual([]);
  });

  test.each<[PrefetchOptions, string]>([
    [{ batchSize: 4, ahead: 0 }, 'prefetchBatches: ahead 0 must be a whole number from 1 up'],
    [{ batchSize: 4, ahead: 1.5 }, 'prefetchBatches: ahead 1.5 must be'],
    [{ batchSize: 4, head: 2 } as never, "prefetchBatches: unknown option 'head'; allowed: batchSize, key, dropLast"],
    [5 as never, 'prefetchBatches: expected options such as { batchSize: … }, got 5'],
  ])('%j', async (options, message) => {
    const first = prefetchBatches(examples, options).next();
    await expect(first).rejects.toThrow(message);
    await expect(first).rejects.toThrow(ArgumentError);
  });

  test('a value that is not finite: at its batch, as in batches', async () => {
    const x: Column = { data: Float32Array.of(1, 2, 3, Number.NaN), shape: [], dtype: 'float32' };
    const pass = prefetchBatches(dataset({ x }), { batchSize: 2 });
    expect((await pass.next()).done).toBe(false);
    const second = pass.next();
    await expect(second).rejects.toThrow(NonFiniteError);
    await expect(second).rejects.toThrow(/^tensor: value NaN at position 1/);
    expect(threads()).toEqual(ended);
  });

  test('in the worker', async () => {
    const x: Column = { data: new Uint8Array(2), shape: [2 ** 52], dtype: 'float32' };
    const error = await prefetchBatches({ size: 2, columns: { x } }, { batchSize: 2 })
      .next()
      .catch((thrown) => thrown);
    expect(error).toBeInstanceOf(DataError);
    expect(error.message).toMatch(
      /^prefetchBatches: the worker thread failed: Invalid typed array length: \d+; batches\(\)/,
    );
    expect(error.cause).toBeInstanceOf(RangeError);
    expect(threads()).toEqual(ended);
  });

  test('of a worker that cannot be started', async () => {
    const x = { ...columns.floats, data: wave(44), note: () => {} };
    const first = prefetchBatches({ size: 22, columns: { x } }, { batchSize: 2 }).next();
    await expect(first).rejects.toThrow(DataError);
    await expect(first).rejects.toThrow(/the worker thread failed: .*could not be cloned/);
  });

  test('of a worker that ends early', async () => {
    const pass = prefetchBatches(examples, { batchSize: 4 });
    await pass.next();
    await workers[0]!.terminate();
    const rest = valuesOf(pass);
    await expect(rest).rejects.toThrow(/the worker thread failed: it ended early/);
    await expect(rest).rejects.toThrow(DataError);
  });
});
