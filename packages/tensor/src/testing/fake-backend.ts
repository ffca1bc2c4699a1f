import type { Backend, Buffer, DType, HostArray, Shape } from '../index.js';
import { runGraph } from '../reference/run.js';

/** A backend that counts what it holds, writes over donated memory, and fails or waits when told to. */
export class FakeBackend implements Backend {
  readonly name = 'fake';
  /** Buffers neither disposed of nor taken by a run. */
  readonly live = new Set<FakeBuffer>();
  compiled = 0;
  disposed = 0;
  uploads = 0;
  /** Which inputs the last run was given for good. */
  lastDonated: boolean[] = [];
  /** Makes the next run fail. */
  failure: Error | undefined;
  /** Makes the next upload fail. */
  uploadFailure: Error | undefined;
  /** What a run waits for, halfway. */
  pause: Promise<void> | undefined;

  async compile(graph: Parameters<Backend['compile']>[0]) {
    this.compiled++;
    return {
      run: async (inputs: readonly Buffer[], donated: readonly boolean[]) => {
        const buffers = inputs as readonly FakeBuffer[];
        this.lastDonated = [...donated];
        await this.pause;
        if (this.failure) {
          const { failure } = this;
          this.failure = undefined;
          throw failure;
        }
        const results = runGraph(
          graph,
          buffers.map((b) => b.values().slice()),
        );
        buffers.forEach((b, i) => {
          if (donated[i]) b.take();
        });
        return results.map((data, i) => {
          const { shape, dtype } = graph.nodes[graph.outputs[i]!]!;
          return this.buffer(data.slice(), shape, dtype);
        });
      },
      dispose: async () => {
        this.disposed++;
      },
    };
  }

  upload(data: HostArray, shape: Shape, dtype: DType): FakeBuffer {
    this.uploads++;
    if (this.uploadFailure) {
      const { uploadFailure } = this;
      this.uploadFailure = undefined;
      throw uploadFailure;
    }
    return this.buffer(data.slice(), shape, dtype);
  }

  async dispose(): Promise<void> {}

  private buffer(data: HostArray, shape: Shape, dtype: DType): FakeBuffer {
    const buffer = new FakeBuffer(this, data, shape, dtype);
    this.live.add(buffer);
    return buffer;
  }
}

class FakeBuffer implements Buffer {
  constructor(
    private readonly owner: FakeBackend,
    private readonly data: HostArray,
    readonly shape: Shape,
    readonly dtype: DType,
  ) {}

  values(): HostArray {
    if (!this.owner.live.has(this)) throw new Error('fake: use of a buffer that is gone');
    return this.data;
  }

  async read(): Promise<HostArray> {
    return this.values().slice();
  }

  /** An engine may leave anything in donated memory. */
  take(): void {
    this.values().fill(77);
    this.owner.live.delete(this);
  }

  dispose(): void {
    if (!this.owner.live.delete(this)) throw new Error('fake: a buffer is disposed of twice');
  }
}
