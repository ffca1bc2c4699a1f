/** Bytes of unused storage kept for reuse when nothing else is said. */
export const DEFAULT_POOL_BYTES = 2 ** 30;

/**
 * Storage no tensor uses any more, by size. A training step returns as much as it takes, so in its steady state nothing
 * is allocated: two generations of the state alternate.
 */
export class Pool {
  private readonly free = new Map<number, ArrayBuffer[]>();
  private total = 0;

  constructor(private readonly limit: number) {}

  /** Bytes held for reuse. */
  get bytes(): number {
    return this.total;
  }

  /** Storage of exactly `size` bytes, with arbitrary content. */
  take(size: number): ArrayBuffer {
    const buffer = this.free.get(size)?.pop();
    if (buffer === undefined) return new ArrayBuffer(size);
    this.total -= size;
    return buffer;
  }

  /** Takes storage back that nothing reads or writes any more. */
  give(buffer: ArrayBuffer): void {
    const size = buffer.byteLength;
    if (this.total + size > this.limit) return;
    const list = this.free.get(size);
    if (list) list.push(buffer);
    else this.free.set(size, [buffer]);
    this.total += size;
  }

  clear(): void {
    this.free.clear();
    this.total = 0;
  }
}
