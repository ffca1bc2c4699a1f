import type { DType } from '../dtype.js';
import type { Tensor } from '../tensor.js';

/** How many derivatives are compared: values only, gradients too, second derivatives too. */
export type Order = 0 | 1 | 2;

/** One way of calling a method. */
export interface Case {
  /** Unique within the method; with the method's name it is the key of the fixture. */
  readonly name: string;
  /** The operands, as `parseInputs` reads them. */
  readonly inputs: string;
  run(...inputs: Tensor[]): Tensor | readonly Tensor[];
  /** Default: the method's. */
  readonly dtypes?: readonly DType[];
  /** Default: the method's. */
  readonly order?: Order;
  /**
   * The result, where it depends on the dtype (overflow, rounding): takes the place of the reference backend, which
   * computes in double precision, and of the fixture.
   */
  readonly expected?: readonly (readonly number[])[];
  /** The derivative is a choice and not a limit (ties, kinks, rules given by hand): finite differences say nothing. */
  readonly convention?: boolean;
  /** Compare each value relative to itself, and the signs of zeros. Default: relative to the largest of the result. */
  readonly strict?: boolean;
}

/** A row of the table: one method and all that is asked of it. */
export interface Method {
  /** The exported function's name, or the primitive's where no function has it. */
  readonly name: string;
  readonly dtypes: readonly DType[];
  /** Default 2. */
  readonly order?: Order;
  /** Made of numbers drawn in single precision, on every backend: nothing closer can be asked. */
  readonly single?: boolean;
  readonly cases: readonly Case[];
}

export const floats: readonly DType[] = ['float32', 'float16'];
export const numbers: readonly DType[] = ['float32', 'float16', 'int32'];
export const anything: readonly DType[] = ['float32', 'float16', 'int32', 'bool'];
export const bools: readonly DType[] = ['bool'];

type Options = Partial<Pick<Case, 'dtypes' | 'order' | 'expected' | 'strict' | 'convention'>>;

/** A case, in the order in which one reads it. */
export function example(name: string, inputs: string, run: Case['run'], options: Options = {}): Case {
  return { name, inputs, run, ...options };
}

/** The same for bytes, of 0, 1, 127, 128, 254 and 255 as [2, 3]. */
export function ofBytes(run: (x: Tensor) => Tensor, expected: readonly number[]): Case {
  return example('bytes', 'x[2,3]=0,1,127,128,254,255', (x) => run(x), {
    dtypes: ['uint8'],
    order: 0,
    expected: [expected],
  });
}

/** Ranks 0 to 5 and empty shapes. */
const shapes = ['', '5', '2,3', '2,1,3', '1,2,2,2', '2,1,2,1,2', '0', '2,0,3'] as const;

/** Pairs of shapes that broadcast. */
const pairs = [
  ['', ''],
  ['4', '4'],
  ['', '2,3'],
  ['2,3', '3'],
  ['2,1', '1,3'],
  ['3,1', '2,1,2'],
  ['2,3,1,2', '3,2,1'],
  ['2,1,2,1,2', '1,2,1,2,2'],
  ['0', '1'],
  ['2,0,3', '3'],
  ['1,1', '0,1'],
] as const;

/** The same call for every shape; `range` is appended to the operand. */
export function overShapes(run: (x: Tensor) => Tensor, range = ''): Case[] {
  return shapes.map((shape) => example(`[${shape}]`, `x[${shape}]${range}`, run));
}

/** The same call for every pair of shapes. */
export function overPairs(run: (a: Tensor, b: Tensor) => Tensor, ranges: readonly [string, string] = ['', '']): Case[] {
  return pairs.map(([a, b]) => example(`[${a}] [${b}]`, `x[${a}]${ranges[0]} x[${b}]${ranges[1]}`, run));
}
