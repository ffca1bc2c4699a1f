import type { DType } from '@saddlepoint/tensor';
import { type Local, type Opcode, type ValueType, WasmFunction } from '@saddlepoint/tensor/wasm';
import { type Access, accessOf } from './access.js';
import type { Kernel } from './kernel.js';
import { operations } from './operations.js';

/** Elements after which sums are carried on in double precision at the latest: a whole number of turns of every loop. */
const CARRY = 4096;

/**
 * The loop as a WebAssembly function of the addresses of inputs and results, the size, the row length, and for each `row`
 * operand the rows an element serves and the count of elements, for each `cycle` operand the count of rows, and for each
 * result of so many elements their number. All loads of four elements come before the stores of the same four, so a result
 * may take the place of a `full` input.
 */
export function kernelFunction(name: string, kernel: Kernel): WasmFunction {
  return new Writer(name, kernel).write();
}

/** Instructions an operation of a short body takes at most: a function like exp needs all registers for itself. */
const SIMPLE = 10;

/** Whether the operand moves along with the loop. */
const streams = (access: Access): boolean => access === 'full' || access === 'cycle';
const wide = (dtype: DType): boolean => dtype !== 'bool' && dtype !== 'uint8';
const shift = (dtype: DType): number => (wide(dtype) ? 2 : 0);

class Writer {
  private readonly f: WasmFunction;
  private readonly accesses: Access[];
  private readonly size: Local;
  private readonly length: Local;
  /** The two more arguments of `row` operands, the one of `cycle` operands. */
  private readonly extra: Local[][] = [];
  /** First elements of the current row, or the element itself where a row has one. */
  private readonly current: Local[];
  private readonly targets: Local[];
  private readonly vectors: Local[] = [];
  private readonly totals: Local[] = [];
  /** Elements to a result, of those that are due several times. */
  private readonly due: (Local | undefined)[];
  private readonly done: Local;
  private readonly row: Local;
  private readonly i: Local;

  constructor(
    name: string,
    private readonly kernel: Kernel,
  ) {
    const { inputs, results } = kernel;
    this.accesses = inputs.map((input) => accessOf(input, kernel.size));
    let next = inputs.length + results.length;
    [this.size, this.length] = [next++, next++];
    for (const access of this.accesses) {
      const count = access === 'row' ? 2 : access === 'cycle' ? 1 : 0;
      this.extra.push(Array.from({ length: count }, () => next++));
    }
    this.due = results.map(({ each }) => (each === undefined ? undefined : next++));
    const params: ValueType[] = Array.from({ length: next }, () => 'i32');
    this.f = new WasmFunction(name, params);
    const { f } = this;
    [this.done, this.row, this.i] = [f.local('i32'), f.local('i32'), f.local('i32')];
    this.current = this.accesses.map((access) => f.local(streams(access) ? 'i32' : 'v128'));
    this.targets = results.map(() => f.local('i32'));
  }

  write(): WasmFunction {
    const { f, kernel, accesses, done, row, i } = this;
    accesses.forEach((access, k) => {
      if (access === 'scalar') this.splat(k, () => f.get(k)).set(this.current[k]!);
      if (access === 'table') f.get(k).op('i32x4.splat').set(this.current[k]!);
    });
    this.startTotals();
    const count = f.local('i32');
    f.while(
      () => f.get(done).get(this.size).op('i32.lt_u'),
      () => {
        accesses.forEach((access, k) => this.startRow(access, k));
        kernel.results.forEach((result, r) => {
          if (!result.reduce) this.address(kernel.inputs.length + r, done, result.dtype).set(this.targets[r]!);
        });
        // The last row may be shorter.
        const rest = f.get(this.size).get(done).op('i32.sub').keep('i32');
        f.get(this.length).get(rest).get(this.length).get(rest).op('i32.lt_u').op('select').set(count);
        f.i32(0).set(i);
        this.elementsUpTo(count);
        f.get(done).get(count).op('i32.add').set(done);
        f.get(row).i32(1).op('i32.add').set(row);
        kernel.results.forEach((_, r) => this.storeDue(r));
      },
    );
    this.storeTotals();
    return f;
  }

  /** The rest of a row; sums in parts, as single precision is enough for some thousands, not for a million. */
  private elementsUpTo(count: Local): void {
    const { f, i, kernel } = this;
    const loops = (end: Local) => {
      for (const width of this.widths) this.loop(width, () => f.get(end).i32(-width).op('i32.and'));
    };
    if (!kernel.results.some(({ reduce }) => reduce === 'sum')) return loops(count);
    f.while(
      () => f.get(i).get(count).op('i32.lt_u'),
      () => {
        const next = f.get(i).i32(CARRY).op('i32.add').keep('i32');
        loops(f.get(next).get(count).get(next).get(count).op('i32.lt_u').op('select').keep('i32'));
        this.carryTotals();
      },
    );
  }

  /** Elements a turn of each loop, one loop after the other. Short bodies are repeated: addresses are half the work. */
  private get widths(): number[] {
    const costs = this.kernel.steps.map((s) => ('node' in s ? operations.get(s.node.op)!.cost : 0));
    return costs.every((cost) => cost <= SIMPLE) ? [16, 4, 1] : [4, 1];
  }

  /** Turns of `width` elements up to `end`. */
  private loop(width: number, end: () => void): void {
    const { f, i, kernel, accesses } = this;
    const stop = f.local('i32');
    end();
    f.set(stop);
    f.while(
      () => f.get(i).get(stop).op('i32.lt_u'),
      () => {
        const sources = kernel.inputs.map(({ dtype }, k) =>
          streams(accesses[k]!) ? this.address(this.current[k]!, i, dtype).keep('i32') : this.current[k]!,
        );
        const targets = kernel.results.map(({ dtype, reduce }, r) =>
          reduce ? 0 : this.address(this.targets[r]!, i, dtype).keep('i32'),
        );
        for (let first = 0; first < width; first += 4) this.elements(width > 1, first, sources, targets);
        f.get(i).i32(width).op('i32.add').set(i);
      },
    );
  }

  /** `parameter` + `index` elements, on the stack. */
  private address(parameter: Local, index: Local, dtype: DType): WasmFunction {
    const { f } = this;
    f.get(parameter).get(index);
    if (shift(dtype) > 0) f.i32(shift(dtype)).op('i32.shl');
    return f.op('i32.add');
  }

  /** Four times the element at an address. */
  private splat(input: number, address: () => WasmFunction): WasmFunction {
    const { f, kernel } = this;
    address();
    if (wide(kernel.inputs[input]!.dtype)) return f.memory('v128.load32_splat');
    return this.mask(f.memory('i32.load8_u').op('i32x4.splat'), kernel.inputs[input]!.dtype);
  }

  /** Of bools, 0 or 1 becomes no bit or all bits. */
  private mask(f: WasmFunction, dtype: DType): WasmFunction {
    return dtype === 'bool' ? f.op('i32x4.neg') : f;
  }

  private startRow(access: Access, k: number): void {
    const { f, row } = this;
    const { dtype } = this.kernel.inputs[k]!;
    const [first, second] = this.extra[k]!;
    if (access === 'full') this.address(k, this.done, dtype).set(this.current[k]!);
    if (access === 'cycle') {
      const at = f.get(row).get(first!).op('i32.rem_u').get(this.length).op('i32.mul').keep('i32');
      this.address(k, at, dtype).set(this.current[k]!);
    }
    if (access === 'row') {
      const at = f.get(row).get(first!).op('i32.div_u').get(second!).op('i32.rem_u').keep('i32');
      this.splat(k, () => this.address(k, at, dtype)).set(this.current[k]!);
    }
  }

  /** Loads, computes and stores four elements or one, `first` elements after the addresses. */
  private elements(four: boolean, first: number, sources: readonly Local[], targets: readonly Local[]): void {
    const { f, kernel, accesses } = this;
    const registers = kernel.inputs.map(({ dtype }, k) =>
      streams(accesses[k]!) ? this.load(four, sources[k]!, first, dtype) : sources[k]!,
    );
    for (const step of kernel.steps) {
      if ('node' in step) {
        const operands = step.operands.map((r) => registers[r]!);
        registers.push(operations.get(step.node.op)!.emit(f, operands, step.node, step.from));
      } else if (step.dtype === 'float32') registers.push(f.floats(step.constant));
      else registers.push(f.integers(step.dtype === 'bool' ? -step.constant : step.constant));
    }
    kernel.results.forEach(({ register, dtype, reduce }, r) => {
      const x = registers[register]!;
      if (reduce) this.accumulate(four, r, x, reduce);
      else this.store(four, targets[r]!, first, x, dtype);
    });
  }

  private load(four: boolean, address: Local, first: number, dtype: DType): Local {
    const { f } = this;
    const offset = first << shift(dtype);
    f.get(address);
    if (wide(dtype)) return f.memory(four ? 'v128.load' : 'v128.load32_zero', offset).keep('v128');
    if (four) f.memory('v128.load32_zero', offset).op('i16x8.extend_low_i8x16_u').op('i32x4.extend_low_i16x8_u');
    else f.memory('i32.load8_u', offset).op('i32x4.splat');
    return this.mask(f, dtype).keep('v128');
  }

  private store(four: boolean, address: Local, first: number, x: Local, dtype: DType): void {
    const { f } = this;
    const offset = first << shift(dtype);
    if (wide(dtype)) {
      f.get(address).get(x);
      if (four) f.memory('v128.store', offset);
      else f.lane('v128.store32_lane', 0, offset);
      return;
    }
    const whole = dtype === 'bool' ? f.value('v128.and', x, f.integers(1)) : x;
    const halves = f.value('i16x8.narrow_i32x4_u', whole, whole);
    const bytes = f.value('i8x16.narrow_i16x8_u', halves, halves);
    f.get(address).get(bytes);
    f.lane(four ? 'v128.store32_lane' : 'v128.store8_lane', 0, offset);
  }

  private startTotals(): void {
    const { f, kernel } = this;
    kernel.results.forEach(({ reduce }, r) => {
      if (!reduce) return;
      this.vectors[r] = f.local('v128');
      this.startVector(r);
      this.totals[r] = f.local('f64');
      f.get(kernel.inputs.length + r).set(this.targets[r]!);
    });
  }

  private startVector(r: number): void {
    const { reduce } = this.kernel.results[r]!;
    const start = reduce === 'sum' ? 0 : reduce === 'max' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    this.f.get(this.f.floats(start)).set(this.vectors[r]!);
  }

  /** Stores a result whose elements have all been seen, and starts the next. */
  private storeDue(r: number): void {
    const { f, done, size } = this;
    const due = this.due[r];
    if (due === undefined) return;
    const rest = f.get(done).get(due).op('i32.rem_u').keep('i32');
    f.get(rest).op('i32.eqz').get(done).get(size).op('i32.eq').op('i32.or');
    f.if(() => {
      const { filled, reduce } = this.kernel.results[r]!;
      if (filled !== undefined) {
        f.get(rest);
        f.if(() =>
          f.get(f.value(`f32x4.${reduce}` as Opcode, this.vectors[r]!, f.floats(filled))).set(this.vectors[r]!),
        );
      }
      this.storeExtreme(r);
      f.get(this.targets[r]!).i32(4).op('i32.add').set(this.targets[r]!);
      this.startVector(r);
    });
  }

  /** Stores the maximum or minimum of the four lanes. */
  private storeExtreme(r: number): void {
    const { f } = this;
    f.get(this.targets[r]!);
    for (let lane = 0; lane < 4; lane++) f.get(this.vectors[r]!).extract('f32x4.extract_lane', lane);
    for (let lane = 0; lane < 3; lane++) f.op(`f32.${this.kernel.results[r]!.reduce}` as Opcode);
    f.memory('f32.store');
  }

  private accumulate(four: boolean, r: number, x: Local, reduce: 'sum' | 'max' | 'min'): void {
    const { f } = this;
    const vector = this.vectors[r]!;
    if (reduce !== 'sum') {
      const value = four ? x : f.get(x).extract('f32x4.extract_lane', 0).op('f32x4.splat').keep('v128');
      f.get(f.value(`f32x4.${reduce}` as Opcode, vector, value)).set(vector);
    } else if (four) f.get(f.value('f32x4.add', vector, x)).set(vector);
    else this.addLanes(r, x, 1);
  }

  /** Adds the first lanes of `x` to the total in double precision. */
  private addLanes(r: number, x: Local, lanes: number): void {
    const { f } = this;
    const total = this.totals[r]!;
    f.get(total);
    for (let lane = 0; lane < lanes; lane++) {
      f.get(x).extract('f32x4.extract_lane', lane).op('f64.promote_f32').op('f64.add');
    }
    f.set(total);
  }

  private carryTotals(): void {
    const { f, kernel } = this;
    kernel.results.forEach(({ reduce }, r) => {
      if (reduce !== 'sum') return;
      this.addLanes(r, this.vectors[r]!, 4);
      f.get(f.floats(0)).set(this.vectors[r]!);
    });
  }

  private storeTotals(): void {
    const { f, kernel } = this;
    kernel.results.forEach(({ reduce, each }, r) => {
      if (!reduce || each !== undefined) return;
      if (reduce !== 'sum') return this.storeExtreme(r);
      f.get(this.targets[r]!).get(this.totals[r]!).op('f32.demote_f64').memory('f32.store');
    });
  }
}
