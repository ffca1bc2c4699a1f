import { byteSize, type Value } from '@saddlepoint/tensor';
import type { Run } from '../fuse/module.js';
import { allocateAll, type OrtBuffer, type Owner } from './buffer.js';
import { type Bank, bytesOf } from './memory.js';

/** What a kernel reads and gives. */
interface KernelValues {
  readonly inputs: readonly OrtBuffer[];
  readonly results: readonly (Value & {
    /** It is smaller than the loop, and cannot take the place of an input. */
    readonly reduced: boolean;
  })[];
  /** Inputs whose place results may take, those first that should be taken. */
  readonly replaceable: readonly OrtBuffer[];
}

/**
 * The kernels of one run. All take their memory before any is called, so that a run that finds none has not yet written
 * over what was donated to it.
 */
export class KernelCalls {
  private waiting: (() => void)[] = [];
  /** Donated buffers whose places results of these calls have. */
  private lent: OrtBuffer[] = [];
  /** How to take back that a buffer was moved. */
  private undos: (() => void)[] = [];

  /** @param made what the run has made and has to dispose of. */
  constructor(
    private readonly owner: Owner,
    private readonly made: Set<OrtBuffer>,
  ) {}

  /** Takes the memory of a call, for {@link run} to make it. Returns the buffers its results will be in. */
  prepare(run: Run, { inputs, results, replaceable }: KernelValues): OrtBuffer[] {
    const free = [...replaceable];
    const replaced = results.map(({ dtype, reduced }) => {
      const at = reduced ? -1 : free.findIndex((buffer) => byteSize(buffer.dtype) === byteSize(dtype));
      return at < 0 ? undefined : free.splice(at, 1)[0];
    });
    const fresh = this.together(
      inputs,
      results.filter((_, r) => replaced[r] === undefined),
    );
    const buffers = results.map((result, r) => {
      const old = replaced[r];
      return old ? this.takeOver(old, result) : fresh.shift()!;
    });
    const blocks = [...inputs, ...buffers].map((buffer) => buffer.block());
    this.waiting.push(() =>
      run(
        blocks[0]!.bank,
        blocks.map(({ address }) => address),
      ),
    );
    return buffers;
  }

  /** Makes the calls that wait. What they write over is lost. */
  run(): void {
    for (const buffer of this.lent) buffer.settleLoan();
    const calls = this.waiting;
    this.waiting = [];
    this.lent = [];
    this.undos = [];
    for (const call of calls) call();
  }

  /** Gives up what the run has made, and leaves what it was given as it was: the calls that wait will not be made. */
  abandon(): void {
    for (const buffer of this.made) buffer.dispose();
    for (const buffer of this.lent) buffer.reclaim();
    for (const undo of this.undos.reverse()) undo();
  }

  private takeOver(old: OrtBuffer, { dtype, shape }: Value): OrtBuffer {
    const isMade = this.made.delete(old);
    const buffer = isMade ? old.surrender(dtype, shape) : old.lend(dtype, shape);
    if (!isMade) this.lent.push(old);
    this.made.add(buffer);
    return buffer;
  }

  /** New buffers for results, in one memory with all inputs. */
  private together(inputs: readonly OrtBuffer[], results: readonly Value[]): OrtBuffer[] {
    if (inputs[0]) this.move(inputs[0]);
    const buffers = this.allocate(results, inputs[0]?.block().bank);
    const { bank } = (inputs[0] ?? buffers[0]!).block();
    for (const buffer of inputs) this.move(buffer, bank);
    if ([...inputs, ...buffers].every((buffer) => buffer.block().bank === bank)) return buffers;
    // No room there for all of them.
    for (const buffer of buffers) {
      this.made.delete(buffer);
      buffer.dispose();
    }
    const roomy = this.owner.memory.bankFor([...new Set(inputs), ...results].map(bytesOf));
    for (const buffer of inputs) this.move(buffer, roomy);
    return this.allocate(results, roomy);
  }

  private allocate(results: readonly Value[], bank?: Bank): OrtBuffer[] {
    const buffers = allocateAll(this.owner, results, bank);
    for (const buffer of buffers) this.made.add(buffer);
    return buffers;
  }

  /**
   * Moves a buffer to memory, to `bank` if one is named and has room. Its values follow when it is their turn: earlier calls
   * may compute them, or still read what the new place held.
   */
  private move(buffer: OrtBuffer, bank?: Bank): void {
    const relocation = buffer.relocate(bank);
    if (!relocation) return;
    const isMade = this.made.has(buffer);
    this.waiting.push(relocation.copy);
    this.undos.push(() => relocation.undo(isMade));
  }
}
