import { float32Bytes, float64Bytes, signed, unsigned } from './bytes.js';
import { extractOpcodes, laneOpcodes, memoryOpcodes, opcodes } from './opcodes.js';

export type ValueType = 'i32' | 'f32' | 'f64' | 'v128';

export const typeCodes: Readonly<Record<ValueType, number>> = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b };

export type Opcode = keyof typeof opcodes;

/** A parameter or local variable of a function, by position. */
export type Local = number & { readonly local?: never };

/**
 * The body of one WebAssembly function, written instruction by instruction. Methods named like instructions push and pop
 * as those do; {@link value} is the usual way: an operation on variables whose result is a new variable. The engine's
 * compiler turns variables that are set once into registers, so there is no need to save them.
 */
export class WasmFunction {
  readonly body: number[] = [];
  readonly locals: ValueType[] = [];
  private readonly splats = new Map<string, Local>();

  constructor(
    readonly name: string,
    readonly params: readonly ValueType[],
  ) {}

  local(type: ValueType): Local {
    this.locals.push(type);
    return this.params.length + this.locals.length - 1;
  }

  get(x: Local): this {
    return this.bytes(0x20, ...unsigned(x));
  }

  set(x: Local): this {
    return this.bytes(0x21, ...unsigned(x));
  }

  op(name: Opcode): this {
    return this.code(opcodes[name]);
  }

  /** Load or store at an address on the stack. Alignment is never promised: kernels run on any element. */
  memory(name: keyof typeof memoryOpcodes, offset = 0): this {
    return this.code(memoryOpcodes[name]).bytes(0, ...unsigned(offset));
  }

  lane(name: keyof typeof laneOpcodes, lane: number, offset = 0): this {
    return this.code(laneOpcodes[name]).bytes(0, ...unsigned(offset), lane);
  }

  extract(name: keyof typeof extractOpcodes, lane: number): this {
    return this.code(extractOpcodes[name]).bytes(lane);
  }

  i32(value: number): this {
    return this.bytes(0x41, ...signed(value));
  }

  f64(value: number): this {
    return this.bytes(0x44, ...float64Bytes(value));
  }

  /**
   * Repeats `body` as long as `condition` (an i32 it pushes) is not 0; tested before the first time. The test is written
   * twice, before the loop and at its end: V8 sets constants ahead of a loop only if its body always runs.
   */
  while(condition: () => void, body: () => void): void {
    condition();
    this.bytes(0x04, 0x40, 0x03, 0x40);
    body();
    condition();
    this.bytes(0x0d, 0, 0x0b, 0x0b);
  }

  /** `body` if the i32 on the stack is not 0. */
  if(body: () => void): void {
    this.bytes(0x04, 0x40);
    body();
    this.bytes(0x0b);
  }

  /** Shifts the 32-bit lanes of x by `count` bits, in a new vector variable. */
  shift(name: 'i32x4.shl' | 'i32x4.shr_s' | 'i32x4.shr_u', x: Local, count: number): Local {
    return this.get(x).i32(count).op(name).keep('v128');
  }

  /** `name` of the operands, in a new vector variable. */
  value(name: Opcode, ...operands: readonly Local[]): Local {
    for (const x of operands) this.get(x);
    return this.op(name).keep('v128');
  }

  /** The top of the stack in a new variable. */
  keep(type: ValueType): Local {
    const result = this.local(type);
    this.set(result);
    return result;
  }

  /** Four times a float (rounded to single precision). */
  floats(value: number): Local {
    const lane = float32Bytes(value);
    return this.constant([...lane, ...lane, ...lane, ...lane]);
  }

  /** A 32-bit integer for each lane; with one argument the same for all. */
  integers(a: number, b = a, c = b, d = c): Local {
    return this.constant([...new Uint8Array(Int32Array.of(a, b, c, d).buffer)]);
  }

  /** Constants are set at first use, so ask for those a loop needs where every path has passed. */
  private constant(bytes: readonly number[]): Local {
    const key = bytes.join();
    const known = this.splats.get(key);
    if (known !== undefined) return known;
    const result = this.local('v128');
    this.splats.set(key, result);
    this.prologue.push(0xfd, 0x0c, ...bytes, 0x21, ...unsigned(result));
    return result;
  }

  /** Sets the constants; comes before the body. */
  readonly prologue: number[] = [];

  private code(opcode: number): this {
    return opcode >= 0xfd00 ? this.bytes(0xfd, ...unsigned(opcode & 0xff)) : this.bytes(opcode);
  }

  private bytes(...bytes: readonly number[]): this {
    this.body.push(...bytes);
    return this;
  }
}
