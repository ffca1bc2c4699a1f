import {
  type Buffer,
  DisposedError,
  type DType,
  decodeHalf,
  type HostArray,
  type Shape,
  showShape,
  type Value,
} from '@saddlepoint/tensor';
import { type Bank, Block, bytesOf, type Memory } from './memory.js';
import type { OrtArray, OrtModule, OrtTensor } from './module.js';

/** What buffers need of their backend. */
export interface Owner {
  readonly ort: OrtModule;
  readonly memory: Memory;
}

/** A buffer's way to a new place. */
interface Relocation {
  /** Copies the values and gives the old place back. */
  copy(): void;
  /** Goes back to the old place instead; gives up that too if the buffer is gone, and its new place with it. */
  undo(isGone: boolean): void;
}

/**
 * Values in the backend's memory, or in a tensor that belongs to the caller or to the engine. The place in memory is given
 * back when the buffer was given up (disposed of or donated) and no run reads it any more.
 */
export class OrtBuffer implements Buffer {
  private state: 'live' | 'donated' | 'disposed' = 'live';
  private surrendered = false;
  private readers = 0;

  constructor(
    private readonly owner: Owner,
    readonly dtype: DType,
    readonly shape: Shape,
    private place: Block | OrtTensor,
  ) {}

  /** The values as the engine takes them. */
  get tensor(): OrtTensor {
    const { place, owner, dtype, shape } = this;
    return place instanceof Block ? place.tensor(owner.ort, dtype, shape) : place;
  }

  belongsTo(owner: Owner): boolean {
    return this.owner === owner;
  }

  async read(): Promise<HostArray> {
    this.requireLive('read');
    const { tensor, dtype } = this;
    const data = (tensor.location ?? 'cpu') === 'cpu' ? tensor.data : await tensor.getData!();
    return toHost(data as OrtArray, dtype);
  }

  /** Where the values are in the backend's memory, to which they are moved first if need be; in `bank` if one is named. */
  block(bank?: Bank): Block {
    this.relocate(bank)?.copy();
    return this.place as Block;
  }

  /**
   * Takes a place in the backend's memory, in `bank` if one is named and has room, for values that are elsewhere; nothing
   * if they are there. Until the values are copied they may not be read, nor the place be given up.
   */
  relocate(bank?: Bank): Relocation | undefined {
    const { place: old, owner } = this;
    if (old instanceof Block && (bank === undefined || old.bank === bank)) return undefined;
    const size = bytesOf(this);
    const block = owner.memory.take(size, bank);
    this.place = block;
    const giveOld = () => {
      if (old instanceof Block) owner.memory.give(old);
    };
    return {
      copy: () => {
        // Views are made here: taking memory may have grown it, and left older views empty.
        block.bytes(size).set(old instanceof Block ? old.bytes(size) : bytesOfArray(old.data as OrtArray));
        giveOld();
      },
      undo: (isGone) => {
        if (isGone) return giveOld();
        this.place = old;
        owner.memory.give(block);
      },
    };
  }

  /** Whether a run that was given the buffer may write its results over the values: it is the only reader. */
  get reusable(): boolean {
    return this.state === 'donated' && this.readers === 1;
  }

  /** Hands the place over to another buffer of the same size. */
  surrender(dtype: DType, shape: Shape): OrtBuffer {
    const { place } = this;
    if (!(place instanceof Block)) throw new Error('surrender: the buffer is not in memory');
    this.surrendered = true;
    return new OrtBuffer(this.owner, dtype, shape, place);
  }

  /** The same for a run that may still fail: until {@link settleLoan} or {@link reclaim} nobody else gets the place. */
  lend(dtype: DType, shape: Shape): OrtBuffer {
    const borrower = this.surrender(dtype, shape);
    (this.place as Block).lent = true;
    return borrower;
  }

  /** The place is the borrower's for good. */
  settleLoan(): void {
    this.endLoan((block) => this.owner.memory.give(block));
  }

  /** The run failed before it wrote anything: the place, with the values, is this buffer's again. */
  reclaim(): void {
    this.surrendered = false;
    this.endLoan(() => {});
  }

  private endLoan(whenGivenBack: (block: Block) => void): void {
    const block = this.place as Block;
    const { givenBack } = block;
    block.lent = false;
    block.givenBack = false;
    if (givenBack) whenGivenBack(block);
  }

  dispose(): void {
    if (this.state !== 'live') return;
    this.state = 'disposed';
    this.settle();
  }

  /** A run starts to read the values. */
  acquire(): void {
    this.readers++;
  }

  /** A run that called {@link acquire} has ended. */
  release(): void {
    this.readers--;
    this.settle();
  }

  /** The values go to a run; {@link restore} takes it back, unless results have taken their place. */
  donate(): void {
    this.state = 'donated';
  }

  restore(): void {
    if (this.state === 'donated' && !this.surrendered) this.state = 'live';
  }

  /** @throws DisposedError if the values were given up. */
  requireLive(owner: string): void {
    if (this.state === 'live') return;
    const fix =
      this.state === 'donated'
        ? "use that run's results, or do not donate the buffer"
        : 'dispose of it after its last use';
    throw new DisposedError(`${owner}: buffer ${this.dtype} ${showShape(this.shape)} was ${this.state}; ${fix}`);
  }

  private settle(): void {
    if (this.state === 'live' || this.readers > 0 || this.surrendered) return;
    const { place } = this;
    if (place instanceof Block) this.owner.memory.give(place);
    else if (place.location && place.location !== 'cpu') place.dispose?.();
  }
}

const bytesOfArray = ({ buffer, byteOffset, byteLength }: OrtArray): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** The values on the host, also those of a buffer that was donated; not a copy where the host holds them. */
export async function valuesOf({ tensor, dtype }: OrtBuffer): Promise<HostArray> {
  const data = ((tensor.location ?? 'cpu') === 'cpu' ? tensor.data : await tensor.getData!()) as OrtArray;
  return dtype === 'float16' ? toHost(data, dtype) : (data as Exclude<OrtArray, Uint16Array>);
}

/** A buffer for results, with arbitrary content. */
export function allocate(owner: Owner, dtype: DType, shape: Shape, bank?: Bank): OrtBuffer {
  return new OrtBuffer(owner, dtype, shape, owner.memory.take(bytesOf({ dtype, shape }), bank));
}

/** Buffers for several results; none when the memory does not suffice for all. */
export function allocateAll(owner: Owner, results: readonly Value[], bank?: Bank): OrtBuffer[] {
  const buffers: OrtBuffer[] = [];
  try {
    for (const { dtype, shape } of results) buffers.push(allocate(owner, dtype, shape, bank));
    return buffers;
  } catch (error) {
    for (const buffer of buffers) buffer.dispose();
    throw error;
  }
}

/** A copy in the representation the core uses. Half-precision arrays may be `Float16Array` where the platform has it. */
function toHost(data: OrtArray, dtype: DType): HostArray {
  if (dtype === 'float16') return decodeHalf(new Uint16Array(data.buffer, data.byteOffset, data.length));
  return (data as Exclude<OrtArray, Uint16Array>).slice();
}
