import { on } from 'node:events';
import { Worker } from 'node:worker_threads';
import { ArgumentError, checkOptions } from '@saddlepoint/tensor';
import { type BatchOptions, rowsOf } from '../batches.js';
import { type Batch, type Column, type Dataset, toBatch } from '../dataset.js';
import { DataError } from '../errors.js';
import { type Gathered, gather } from '../gather.js';

export interface PrefetchOptions extends BatchOptions {
  /** Batches prepared ahead of the one in use, from 1 up. Default 2. */
  ahead?: number;
}

/**
 * `batches`, prepared by a worker thread while the batch before is in use: the same batches bit for bit, in the same
 * order, with the same errors. Worth it when preparing a batch takes a noticeable part of a step (wide examples, large
 * batches); each pass starts a worker, which takes some 50 ms. Not for small examples on an engine that keeps every core
 * busy: the worker has to wait for one.
 *
 * Memory: `ahead` batches, and a copy of the columns while the pass lasts. Columns in a `SharedArrayBuffer` are shared
 * with the worker instead. The worker ends with the loop (`break` and errors too) and never holds the process by itself.
 *
 * @throws what `batches` throws; ArgumentError for an `ahead` below 1; DataError when the worker cannot be started or
 *   fails, such as for want of memory.
 */
export async function* prefetchBatches<Name extends string>(
  from: Dataset<Name>,
  options: PrefetchOptions,
): AsyncGenerator<Batch<Name>, void, undefined> {
  checkOptions('prefetchBatches', options, ['batchSize', 'key', 'dropLast', 'start', 'ahead']);
  const { ahead = 2, ...pass } = options;
  if (!Number.isInteger(ahead) || ahead < 1) {
    throw new ArgumentError(`prefetchBatches: ahead ${ahead} must be a whole number from 1 up`);
  }
  const rows = await rowsOf(from.size, pass);
  const gatherer = new Gatherer(from);
  try {
    let asked = 0;
    const ask = () => {
      const { value } = rows.next();
      if (!value) return;
      gatherer.ask(value);
      asked++;
    };
    for (let i = 0; i < ahead; i++) ask();
    for (let given = 0; given < asked; given++) {
      const gathered = await gatherer.answer();
      ask();
      yield toBatch(from, gathered);
    }
  } finally {
    await gatherer.end();
  }
}

// Text, because a file of its own would be lost when programs are bundled.
const program = `
const { parentPort, workerData: columns } = process.getBuiltinModule('node:worker_threads');
const gather = ${gather};
parentPort.on('message', (rows) => {
  const gathered = columns.map((column) => gather(column, rows));
  parentPort.postMessage(gathered, gathered.map(({ values }) => values.buffer));
});`;

/** A worker thread that gathers rows of a dataset; it answers in the order it is asked. */
class Gatherer {
  private readonly worker: Worker;
  private readonly answers: AsyncIterator<Gathered[][]>;

  constructor(from: Dataset) {
    const columns = Object.values(from.columns).map((column) => ({ ...column, data: shareable(column.data) }));
    const transferList = columns.flatMap(({ data: { buffer } }) => (buffer instanceof ArrayBuffer ? [buffer] : []));
    try {
      this.worker = new Worker(program, { eval: true, execArgv: [], workerData: columns, transferList });
    } catch (cause) {
      throw failure(cause);
    }
    this.worker.unref();
    this.answers = on(this.worker, 'message', { close: ['exit'] });
  }

  ask(rows: ArrayLike<number>): void {
    // A view would take along all it is a view of.
    const own = Int32Array.from(rows);
    this.worker.postMessage(own, [own.buffer]);
  }

  async answer(): Promise<Gathered[]> {
    this.worker.ref();
    try {
      const { value } = await this.answers.next();
      const [gathered] = value ?? [];
      if (!gathered) throw new Error('it ended early');
      return gathered;
    } catch (cause) {
      throw failure(cause);
    } finally {
      this.worker.unref();
    }
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }
}

/** The values where a worker may have them: in shared memory, or a copy to be handed over. */
function shareable(data: Column['data']): Column['data'] {
  if (data.buffer instanceof SharedArrayBuffer) return data;
  // Not `slice` for bytes: that of a Node Buffer does not copy.
  return data instanceof Uint8Array ? new Uint8Array(data) : data.slice();
}

function failure(cause: unknown): DataError {
  const text = cause instanceof Error ? cause.message : String(cause);
  return new DataError(`prefetchBatches: the worker thread failed: ${text}; batches() needs none`, { cause });
}
