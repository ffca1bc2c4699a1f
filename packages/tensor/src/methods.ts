import type { Backend } from './backend.js';
import type { DType, HostArray } from './dtype.js';
import { ShapeError } from './errors.js';
import { evaluate } from './evaluate.js';
import { tril, triu } from './ops/creation.js';
import { ceil, lerp, softplus, square } from './ops/elementary.js';
import { argmin, isFinite, isNaN, logSumExp, mean, norm, prod, variance } from './ops/reductions.js';
import { expandDims, splitAxis, squeeze } from './ops/structure.js';
import { add, div, maximum, minimum, mul, pow, sub } from './primitives/binary.js';
import { stopGradient } from './primitives/control.js';
import { gather, takeAlongAxis } from './primitives/indexing.js';
import {
  cast,
  equal,
  greater,
  greaterEqual,
  less,
  lessEqual,
  logicalAnd,
  logicalNot,
  logicalOr,
  notEqual,
} from './primitives/logic.js';
import { type MatmulOptions, matmul } from './primitives/matmul.js';
import { type AxisRange, broadcastTo, flip, pad, reshape, slice, transpose } from './primitives/movement.js';
import { argmax, argsort, type CumsumOptions, cumsum, type SortOptions, sort, topK } from './primitives/order.js';
import { max, min, type ReduceOptions, sum } from './primitives/reduce.js';
import { logSoftmax, softmax } from './primitives/softmax.js';
import { inverseDeviation, standardize } from './primitives/standardize.js';
import {
  abs,
  clip,
  cos,
  erf,
  exp,
  expm1,
  floor,
  log,
  log1p,
  neg,
  relu,
  round,
  rsqrt,
  sigmoid,
  sign,
  sin,
  sqrt,
  tanh,
} from './primitives/unary.js';
import { type Shape, showShape } from './shape.js';
import { Tensor, type TensorLike } from './tensor.js';

type Axes = number | readonly number[];

const unary = {
  abs,
  ceil,
  cos,
  erf,
  exp,
  expm1,
  floor,
  isFinite,
  isNaN,
  log,
  log1p,
  logicalNot,
  neg,
  relu,
  round,
  rsqrt,
  sigmoid,
  sign,
  sin,
  softplus,
  sqrt,
  square,
  stopGradient,
  tanh,
} as const;
const binary = {
  add,
  div,
  equal,
  greater,
  greaterEqual,
  less,
  lessEqual,
  logicalAnd,
  logicalOr,
  maximum,
  minimum,
  mul,
  notEqual,
  pow,
  sub,
} as const;
const reductions = { logSumExp, max, mean, min, norm, prod, sum, variance } as const;
const perAxis = { argmax, argmin, logSoftmax, softmax } as const;

type UnaryMethods = { [K in keyof typeof unary]: () => Tensor };
type BinaryMethods = { [K in keyof typeof binary]: (other: TensorLike) => Tensor };
type ReduceMethods = { [K in keyof typeof reductions]: (axes?: Axes, options?: ReduceOptions) => Tensor };
type AxisMethods = { [K in keyof typeof perAxis]: (axis?: number) => Tensor };

/** Every operation whose first operand is a tensor, as a method of that tensor. */
export interface TensorMethods extends UnaryMethods, BinaryMethods, ReduceMethods, AxisMethods {
  argsort(axis?: number, options?: SortOptions): Tensor;
  broadcastTo(shape: Shape): Tensor;
  cast(dtype: DType): Tensor;
  clip(min?: number, max?: number): Tensor;
  cumsum(axis: number, options?: CumsumOptions): Tensor;
  expandDims(axis: number): Tensor;
  flip(axes?: Axes): Tensor;
  gather(indices: Tensor, axis?: number): Tensor;
  lerp(end: TensorLike, weight: TensorLike): Tensor;
  matmul(other: Tensor, options?: MatmulOptions): Tensor;
  pad(widths: readonly (readonly [number, number])[], value?: number): Tensor;
  reshape(shape: Shape): Tensor;
  slice(ranges: AxisRange | readonly AxisRange[]): Tensor;
  sort(axis?: number, options?: SortOptions): Tensor;
  splitAxis(parts: Axes, axis?: number): Tensor[];
  squeeze(axis?: number): Tensor;
  inverseDeviation(axes?: number, eps?: number): Tensor;
  standardize(axes?: number, eps?: number): Tensor;
  takeAlongAxis(indices: Tensor, axis?: number): Tensor;
  topK(k: number, axis?: number): { values: Tensor; indices: Tensor };
  transpose(permutation?: readonly number[]): Tensor;
  tril(diagonal?: number): Tensor;
  triu(diagonal?: number): Tensor;
  /**
   * The values, in row-major order; none while a function is traced. A lazy expression is computed first: on `backend`, or on the engine that holds its
   * operands, or, when they are all on the host, in double precision by the reference backend.
   */
  data(backend?: Backend): Promise<HostArray>;
  /** The only value of a tensor of size 1. */
  item(backend?: Backend): Promise<number>;
}

const others = {
  argsort,
  broadcastTo,
  cast,
  clip,
  cumsum,
  expandDims,
  flip,
  gather,
  lerp,
  matmul,
  pad,
  reshape,
  slice,
  sort,
  splitAxis,
  squeeze,
  inverseDeviation,
  standardize,
  takeAlongAxis,
  topK,
  transpose,
  tril,
  triu,
  data: (x: Tensor, backend?: Backend) => evaluate(x, backend),
  item: async (x: Tensor, backend?: Backend) => {
    if (x.size === 1) return (await evaluate(x, backend, 'item'))[0]!;
    throw new ShapeError(`item: ${showShape(x.shape)} has ${x.size} elements, item needs exactly one; use data()`);
  },
} as const;

for (const [name, fn] of Object.entries({ ...unary, ...binary, ...reductions, ...perAxis, ...others })) {
  Object.defineProperty(Tensor.prototype, name, {
    value(this: Tensor, ...rest: unknown[]) {
      return (fn as (x: Tensor, ...rest: unknown[]) => unknown)(this, ...rest);
    },
    writable: true,
    configurable: true,
  });
}
