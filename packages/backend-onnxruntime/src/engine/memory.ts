import { byteSize, type DType, type Shape, sizeOf } from '@saddlepoint/tensor';
import type { OrtArray, OrtModule, OrtTensor } from './module.js';

/** Bytes of memory with nothing in it that are kept when nothing else is said. */
export const DEFAULT_POOL_BYTES = 2 ** 30;

const PAGE = 65536;
/** What one WebAssembly memory can hold; its last page is left out, so that sizes stay 32-bit numbers. */
export const MOST_BYTES = 65535 * PAGE;
/** Storage starts at whole cache lines. */
const LINE = 64;
/** Memories grow by this at least: growing is cheap, and pages nobody has written to cost nothing. */
const GROWTH = 2 ** 24;

interface Range {
  start: number;
  end: number;
}

/** One WebAssembly memory: what kernels compute on. It is not shared, because ONNX Runtime refuses shared memory. */
export class Bank {
  readonly memory = new WebAssembly.Memory({ initial: 1 });
  /** What kernels are instantiated on this memory, by module. */
  readonly instances = new WeakMap<WebAssembly.Module, WebAssembly.Exports>();
  /** Unused ranges by address; no two touch. The first bytes stay unused, so that no address is 0. */
  private readonly free: Range[] = [{ start: LINE, end: PAGE }];
  private end = PAGE;
  /** Bytes in use. */
  used = 0;

  /** Bytes the memory has been grown to. */
  get size(): number {
    return this.end;
  }

  take(bytes: number): Block | undefined {
    const size = Math.max(1, Math.ceil(bytes / LINE)) * LINE;
    let at = this.free.findIndex(({ start, end }) => end - start >= size);
    if (at < 0) at = this.grow(size);
    if (at < 0) return undefined;
    const range = this.free[at]!;
    const block = new Block(this, range.start, size);
    range.start += size;
    if (range.start === range.end) this.free.splice(at, 1);
    this.used += size;
    return block;
  }

  give({ address, size }: Block): void {
    this.used -= size;
    const end = address + size;
    const at = this.free.findIndex((range) => range.start >= end);
    const next = at < 0 ? undefined : this.free[at];
    const previous = this.free[at < 0 ? this.free.length - 1 : at - 1];
    if (previous?.end === address) {
      previous.end = end;
      if (next?.start !== end) return;
      previous.end = next.end;
      this.free.splice(at, 1);
    } else if (next?.start === end) next.start = address;
    else this.free.splice(at < 0 ? this.free.length : at, 0, { start: address, end });
  }

  /** Makes room at the end; returns the position of the range that has it, or −1 when the memory is full. */
  private grow(size: number): number {
    if (this.free.at(-1)?.end !== this.end) this.free.push({ start: this.end, end: this.end });
    const last = this.free.at(-1)!;
    const missing = size - (last.end - last.start);
    if (this.end + missing <= MOST_BYTES) {
      const wanted = Math.min(Math.max(missing, GROWTH), MOST_BYTES - this.end);
      const pages = Math.ceil(wanted / PAGE);
      if (this.tryGrow(pages) || this.tryGrow(Math.ceil(missing / PAGE))) {
        last.end = this.end;
        return this.free.length - 1;
      }
    }
    if (last.start === last.end) this.free.pop();
    return -1;
  }

  private tryGrow(pages: number): boolean {
    try {
      this.memory.grow(pages);
    } catch {
      return false;
    }
    this.end += pages * PAGE;
    return true;
  }
}

/** Storage in a memory, of one tensor at a time. */
export class Block {
  private view: OrtTensor | undefined;
  /** Not handed out again yet, though it may have been given back. */
  lent = false;
  givenBack = false;

  constructor(
    readonly bank: Bank,
    readonly address: number,
    /** Bytes reserved. */
    readonly size: number,
  ) {}

  /** The storage as a tensor. Growing the memory makes earlier views useless, so they are looked at before reuse. */
  tensor(ort: OrtModule, dtype: DType, shape: Shape): OrtTensor {
    const known = this.view;
    const { buffer } = this.bank.memory;
    if (known && known.type === dtype && known.dims.join() === shape.join()) {
      if ((known.data as OrtArray).buffer === buffer) return known;
    }
    this.view = new ort.Tensor(dtype, viewOf(buffer, this.address, sizeOf(shape), dtype), shape);
    return this.view;
  }

  /** The storage as bytes. */
  bytes(size: number): Uint8Array {
    return new Uint8Array(this.bank.memory.buffer, this.address, size);
  }
}

function viewOf(buffer: ArrayBuffer, address: number, size: number, dtype: DType): OrtArray {
  if (dtype === 'float32') return new Float32Array(buffer, address, size);
  if (dtype === 'float16') return new Uint16Array(buffer, address, size);
  if (dtype === 'int32') return new Int32Array(buffer, address, size);
  return new Uint8Array(buffer, address, size);
}

/**
 * The memory of a backend: engine and kernels read and write it in place. Storage that is given back is handed out again,
 * so a training step that returns as much as it takes allocates nothing in its steady state. One memory as long as 4 GiB
 * suffice; then another.
 */
export class Memory {
  private banks: Bank[] = [];

  /** @param limit bytes of a memory with nothing in it that are kept. */
  constructor(private readonly limit: number) {}

  /** Bytes reserved from the system. */
  get reserved(): number {
    return this.banks.reduce((total, bank) => total + bank.size, 0);
  }

  /** Bytes in use. */
  get used(): number {
    return this.banks.reduce((total, bank) => total + bank.used, 0);
  }

  /**
   * Storage with arbitrary content, in `bank` if one is named and has room.
   *
   * @throws RangeError when the system has no memory left, or for more than a memory can hold.
   */
  take(bytes: number, bank?: Bank): Block {
    for (const candidate of bank ? [bank, ...this.banks] : this.banks) {
      const block = candidate.take(bytes);
      if (block) return block;
    }
    const added = new Bank();
    const block = added.take(bytes);
    if (!block) throw new RangeError(`out of memory: no room for ${bytes} bytes`);
    this.banks.push(added);
    return block;
  }

  give(block: Block): void {
    if (block.lent) {
      block.givenBack = true;
      return;
    }
    const { bank } = block;
    bank.give(block);
    if (bank.used === 0 && bank.size > this.limit) this.banks = this.banks.filter((other) => other !== bank);
  }

  /** A memory with room for all of `sizes`, which may be a new one. */
  bankFor(sizes: readonly number[]): Bank {
    const bank = new Bank();
    const blocks = sizes.map((bytes) => bank.take(bytes));
    if (blocks.includes(undefined)) throw new RangeError(`out of memory: no room for ${sizes.length} tensors together`);
    for (const block of blocks) bank.give(block!);
    this.banks.push(bank);
    return bank;
  }

  /** Returns memories with nothing in them to the system. */
  trim(): void {
    this.banks = this.banks.filter((bank) => bank.used > 0);
  }

  clear(): void {
    this.banks = [];
  }
}

/** Bytes of a tensor. */
export function bytesOf({ dtype, shape }: { dtype: DType; shape: Shape }): number {
  return sizeOf(shape) * byteSize(dtype);
}
