import type { Backend, Buffer } from './backend.js';
import { checkDType, type DType, type HostArray, holds, hostArray, isFloat, largestOf, roundHalf } from './dtype.js';
import {
  ArgumentError,
  checkOptions,
  DisposedError,
  DTypeError,
  NonFiniteError,
  ShapeError,
  showValue,
} from './errors.js';
import type { Attributes } from './graph.js';
import type { TensorMethods } from './methods.js';
import type { Primitive, Value } from './primitive.js';
import { checkShape, type Shape, showShape, sizeOf } from './shape.js';

/** Engine storage shared by every tensor that shows the same buffer. */
export class Storage {
  constructor(
    readonly buffer: Buffer,
    readonly backend: Backend,
    public references = 1,
  ) {}

  release(): void {
    if (--this.references === 0) this.buffer.dispose();
  }
}

/** Several values computed together with a derivative of their own; `pick` takes one of them out. */
export interface CustomCall {
  readonly outputs: readonly Tensor[];
  /** The tensors it depends on. */
  readonly operands: readonly Tensor[];
  /** Cotangents of the operands from those of the outputs (undefined: zero). */
  vjp(
    cotangents: readonly (Tensor | undefined)[],
    operands: readonly Tensor[],
    outputs: readonly Tensor[],
  ): readonly (Tensor | undefined)[];
}

/** Where a tensor's values come from. */
export type Source =
  | { readonly kind: 'host'; readonly data: HostArray }
  | { readonly kind: 'stored'; readonly storage: Storage }
  | { readonly kind: 'input'; readonly name: string }
  | {
      readonly kind: 'op';
      readonly primitive: Primitive;
      readonly inputs: readonly Tensor[];
      readonly attributes: Attributes;
    }
  | { readonly kind: 'custom'; readonly call: CustomCall }
  | { readonly kind: 'pick'; readonly of: Tensor; readonly index: number }
  | { readonly kind: 'gone'; readonly why: string };

let created = 0;

/** How many tensors have been created: operands always have smaller ids than results. */
export function lastId(): number {
  return created;
}

/**
 * An n-dimensional array. Inside a traced function it stands for a value of the graph; outside it holds values (on the
 * host or with an engine), or is a lazy expression that {@link TensorMethods.data} evaluates.
 */
export class Tensor implements Value {
  readonly id = ++created;
  /** @internal */
  source: Source;

  /** @internal Use {@link tensor} and the operations. */
  constructor(
    readonly shape: Shape,
    readonly dtype: DType,
    source: Source,
  ) {
    this.source = source;
  }

  get rank(): number {
    return this.shape.length;
  }

  /** Number of elements. */
  get size(): number {
    return sizeOf(this.shape);
  }

  /** Frees the values now instead of when they are collected. Using the tensor afterwards is an error. */
  dispose(): void {
    if (this.source.kind === 'stored') this.source.storage.release();
    this.source = { kind: 'gone', why: 'disposed' };
  }

  get [Symbol.toStringTag](): string {
    return 'Tensor';
  }

  toString(): string {
    return `Tensor(${this.dtype} ${showShape(this.shape)}, ${this.source.kind})`;
  }

  toJSON(): string {
    return this.toString();
  }
}

/** The operations as methods: `a.add(b)` is `add(a, b)`. */
export interface Tensor extends TensorMethods {}

/** What operations accept: a tensor, or a number or boolean that takes the other operand's dtype. */
export type TensorLike = Tensor | number | boolean;

/** @throws DisposedError if the tensor's values are gone. */
export function requireLive(owner: string, x: Tensor): void {
  if (x.source.kind !== 'gone') return;
  const { why } = x.source;
  const fix =
    why === 'donated'
      ? "its memory went to the compiled function's results; use those, or leave the argument out of `donate`"
      : 'dispose of a tensor after its last use';
  throw new DisposedError(`${owner}: tensor ${x.dtype} ${showShape(x.shape)} was ${why}; ${fix}`);
}

/** @throws ArgumentError unless `x` is a tensor, which a misspelt name of a parameter is not. */
export function requireOperand(owner: string, x: unknown): asserts x is Tensor {
  if (!(x instanceof Tensor)) throw new ArgumentError(`${owner}: expected a tensor, got ${showValue(x)}`);
}

/** Records one operation. */
export function apply<A extends Attributes>(primitive: Primitive<A>, inputs: readonly Tensor[], attributes: A): Tensor {
  for (const x of inputs) {
    requireOperand(primitive.name, x);
    requireLive(primitive.name, x);
  }
  const { shape, dtype } = primitive.infer(inputs, attributes);
  return new Tensor(shape, dtype, { kind: 'op', primitive: primitive as Primitive, inputs, attributes });
}

/** The tensors a tensor is computed from. */
export function operandsOf(x: Tensor): readonly Tensor[] {
  switch (x.source.kind) {
    case 'op':
      return x.source.inputs;
    case 'custom':
      return [...x.source.call.outputs, ...x.source.call.operands];
    case 'pick':
      return [x.source.of];
    default:
      return [];
  }
}

/** Nested arrays of numbers or booleans, all rows of equal length. */
export type NestedArray = number | boolean | readonly NestedArray[];

export interface TensorOptions {
  /** Sizes of the axes. Default: the nesting of the arrays, or one axis for a typed array. */
  shape?: Shape;
  /** Default: `bool` for booleans and Uint8Array, `int32` for Int32Array, otherwise `float32`. */
  dtype?: DType;
  /** Accept NaN and infinities. Default false: they are nearly always a mistake upstream. */
  allowNonFinite?: boolean;
}

/**
 * A tensor of the given values.
 *
 * @param data a number, a boolean, nested arrays of them, or a typed array in row-major order, which is not copied:
 *   do not change it afterwards.
 * @throws ShapeError for ragged arrays or a shape of another size; NonFiniteError for NaN or infinity unless allowed;
 *   DTypeError for values the dtype cannot hold.
 */
export function tensor(data: NestedArray | HostArray, options: TensorOptions = {}): Tensor {
  checkOptions('tensor', options, ['shape', 'dtype', 'allowNonFinite']);
  const typed = ArrayBuffer.isView(data);
  const flat = typed ? data : flatten(data);
  const shape = options.shape ?? (typed ? [data.length] : nestingOf(data));
  checkShape('tensor', shape);
  if (sizeOf(shape) !== flat.length) {
    throw new ShapeError(`tensor: ${flat.length} values do not fill shape ${showShape(shape)} (${sizeOf(shape)})`);
  }
  const dtype = options.dtype ?? defaultDType(flat);
  checkDType('tensor', dtype);
  return new Tensor([...shape], dtype, { kind: 'host', data: toHost(flat, dtype, options.allowNonFinite ?? false) });
}

function nestingOf(data: NestedArray): number[] {
  const shape: number[] = [];
  for (let level = data; Array.isArray(level); level = level[0] as NestedArray) shape.push(level.length);
  return shape;
}

function flatten(data: NestedArray): (number | boolean)[] {
  const out: (number | boolean)[] = [];
  const shape = nestingOf(data);
  const visit = (x: NestedArray, depth: number): void => {
    const expected = shape[depth];
    if (Array.isArray(x) ? x.length !== expected : expected !== undefined) {
      const got = Array.isArray(x) ? `${x.length} entries` : 'a single value';
      throw new ShapeError(
        `tensor: ragged array: expected ${expected ?? 'a single value'} at depth ${depth}, got ${got}`,
      );
    }
    if (Array.isArray(x)) for (const y of x) visit(y, depth + 1);
    else if (typeof x === 'number' || typeof x === 'boolean') out.push(x);
    else throw new DTypeError(`tensor: values must be numbers or booleans, got ${x === null ? 'null' : typeof x}`);
  };
  visit(data, 0);
  return out;
}

function defaultDType(flat: ArrayLike<number | boolean>): DType {
  if (flat instanceof Int32Array) return 'int32';
  if (flat instanceof Uint8Array) return 'bool';
  return flat.length > 0 && typeof flat[0] === 'boolean' ? 'bool' : 'float32';
}

function toHost(flat: ArrayLike<number | boolean>, dtype: DType, allowNonFinite: boolean): HostArray {
  return isFloat(dtype) ? toFloats(flat, dtype, allowNonFinite) : toWhole(flat, dtype);
}

function toWhole(flat: ArrayLike<number | boolean>, dtype: DType): HostArray {
  const out = isHeldBy(dtype, flat) ? flat : Int32Array.from(flat as ArrayLike<number>, Number);
  for (let i = 0; i < out.length; i++) {
    if (out[i] !== Number(flat[i]!) || !isWholeIn(dtype, out[i]!)) {
      const allowed =
        { bool: 'true, false, 1 and 0', uint8: 'whole numbers from 0 to 255' }[dtype as string] ?? '32-bit integers';
      throw new DTypeError(`tensor: value ${flat[i]} at position ${i} is not ${dtype}; allowed: ${allowed}`);
    }
  }
  return dtype !== 'int32' && out !== flat ? Uint8Array.from(out) : out;
}

/** Whether a whole number is in the dtype's range. */
const isWholeIn = (dtype: DType, x: number): boolean =>
  x === (x | 0) && (dtype === 'int32' || (x >= 0 && x <= (dtype === 'bool' ? 1 : 255)));

function toFloats(flat: ArrayLike<number | boolean>, dtype: DType, allowNonFinite: boolean): HostArray {
  const given = isHeldBy(dtype, flat) ? flat : Float64Array.from(flat as ArrayLike<number>, Number);
  if (!allowNonFinite) {
    for (let i = 0; i < given.length; i++) {
      if (Number.isFinite(nearest(given[i]!, dtype))) continue;
      const value = Number.isFinite(given[i]!) ? `${flat[i]} (beyond ${dtype})` : `${given[i]}`;
      throw new NonFiniteError(`tensor: value ${value} at position ${i}; pass allowNonFinite: true if meant`);
    }
  }
  if (dtype === 'float16') return Float32Array.from(given, roundHalf);
  return given === flat ? given : Float32Array.from(given);
}

const isHeldBy = (dtype: DType, flat: ArrayLike<number | boolean>): flat is HostArray =>
  ArrayBuffer.isView(flat) && holds(dtype, flat as HostArray);

/** What an engine makes of `x`. */
const nearest = (x: number, dtype: DType): number => (dtype === 'float16' ? roundHalf(x) : Math.fround(x));

/** A scalar constant. */
export function scalar(value: number | boolean, dtype: DType, owner = 'scalar'): Tensor {
  const x = Number(value);
  if (Number.isNaN(x) || (isFloat(dtype) && !Number.isFinite(x))) {
    throw new NonFiniteError(
      `${owner}: the constant ${x} is not finite; if it is meant, write tensor(${x}, { allowNonFinite: true })`,
    );
  }
  if (!isFloat(dtype)) return new Tensor([], dtype, { kind: 'host', data: wholeConstant(x, dtype, owner) });
  if (!Number.isFinite(nearest(x, dtype))) {
    throw new NonFiniteError(
      `${owner}: the constant ${x} is beyond ${dtype}; its largest value is ${largestOf(dtype)}`,
    );
  }
  const data = new Float64Array([dtype === 'float16' ? roundHalf(x) : x]);
  return new Tensor([], dtype, { kind: 'host', data });
}

function wholeConstant(x: number, dtype: DType, owner: string): HostArray {
  if (dtype === 'bool' && x !== 0 && x !== 1) {
    throw new DTypeError(`${owner}: the constant ${x} is not a bool; use true or false, or cast the tensor first`);
  }
  if (!isWholeIn(dtype, x)) {
    const article = dtype === 'int32' ? 'an' : 'a';
    throw new DTypeError(`${owner}: the constant ${x} is not ${article} ${dtype}; cast the tensor to float32 first`);
  }
  return hostArray(dtype, 1).fill(x);
}

/** `x` as a tensor; numbers and booleans take the dtype of `like`. */
export function asTensor(owner: string, x: TensorLike, like?: Value): Tensor {
  if (x instanceof Tensor) return x;
  if (typeof x !== 'number' && typeof x !== 'boolean') {
    throw new ArgumentError(`${owner}: expected a tensor or a number, got ${showValue(x)}`);
  }
  return scalar(x, typeof x === 'boolean' ? 'bool' : (like?.dtype ?? 'float32'), owner);
}

/** Both operands as tensors, a literal taking the other's dtype. */
export function asPair(owner: string, a: TensorLike, b: TensorLike): [Tensor, Tensor] {
  const like = a instanceof Tensor ? a : b instanceof Tensor ? b : undefined;
  return [asTensor(owner, a, like), asTensor(owner, b, like)];
}
