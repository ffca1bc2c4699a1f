import type { DType, HostArray } from './dtype.js';
import { hostArray } from './dtype.js';
import type { Attributes } from './graph.js';
import { broadcastStrides, type Shape, sameShape, sizeOf, viewOffsets } from './shape.js';
import type { Tensor } from './tensor.js';

/** Shape and dtype: all that is known of a value before anything runs. */
export interface Value {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** A value with its elements, in row-major order. */
export interface HostValue extends Value {
  readonly data: HostArray;
}

/**
 * One operation: its shape rule, its derivative and its reference kernel. A backend implements the same operation by
 * `name`; nothing else in the core knows what it does.
 */
export interface Primitive<A extends Attributes = Attributes> {
  readonly name: string;
  /** Shape and dtype of the result. @throws ShapeError, DTypeError or ArgumentError for operands that do not fit. */
  infer(inputs: readonly Value[], attributes: A): Value;
  /**
   * The vector-Jacobian product: for each operand a function that gives its cotangent from `g`, the cotangent of the
   * result, or null where there is no derivative. Written with operations, so that it can be differentiated again. An
   * operand that was broadcast may return a cotangent of the result's shape; the caller sums it.
   */
  vjp?(g: Tensor, inputs: readonly Tensor[], attributes: A, output: Tensor): readonly ((() => Tensor) | null)[];
  /** The result's elements; floats in double precision. */
  kernel(inputs: readonly HostValue[], attributes: A, out: Value): HostArray;
  /** Runs on the host before the graph does (random numbers): engines never see it. */
  readonly host?: true;
  /**
   * Runs on the host in the middle of a graph (factorisations): an engine without an operation of its own reads the
   * operands, calls `kernel` and takes back the result.
   */
  readonly onHost?: true;
}

/** Gives `fn` every operand's element at each position of the broadcast result. */
export function elementwiseKernel(fn: (...elements: number[]) => number): Primitive['kernel'] {
  return (inputs, _attributes, out) => {
    const data = hostArray(out.dtype, sizeOf(out.shape), true);
    const read = inputs.map((x) => {
      if (sameShape(x.shape, out.shape)) return (i: number) => x.data[i]!;
      const offsets = viewOffsets(out.shape, broadcastStrides(x.shape, out.shape));
      return (i: number) => x.data[offsets[i]!]!;
    });
    const [a, b, c] = read as [(typeof read)[0], (typeof read)[0]?, (typeof read)[0]?];
    for (let i = 0; i < data.length; i++) {
      data[i] = c ? fn(a(i), b!(i), c(i)) : b ? fn(a(i), b(i)) : fn(a(i));
    }
    return data;
  };
}

/** A copy of `x` read in another order. */
export function pick(x: HostValue, offsets: Int32Array): HostArray {
  const data = hostArray(x.dtype, offsets.length, true);
  for (let i = 0; i < offsets.length; i++) data[i] = x.data[offsets[i]!]!;
  return data;
}

/** Sizes before, at and after `axis`: an array seen as three-dimensional. */
export function around(shape: Shape, axis: number): { outer: number; size: number; inner: number } {
  return { outer: sizeOf(shape.slice(0, axis)), size: shape[axis]!, inner: sizeOf(shape.slice(axis + 1)) };
}
