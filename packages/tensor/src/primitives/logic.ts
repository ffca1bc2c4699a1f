import { checkDType, type DType, isFloat, requireDType, requireSame } from '../dtype.js';
import { elementwiseKernel, type Primitive } from '../primitive.js';
import { broadcastShapes } from '../shape.js';
import { apply, asPair, asTensor, scalar, type Tensor, type TensorLike } from '../tensor.js';

const anything: DType[] = ['float32', 'float16', 'int32', 'bool'];
const numbers: DType[] = ['float32', 'float16', 'int32'];

function predicate(
  name: string,
  allowed: DType[],
  fn: (...elements: number[]) => boolean,
): Primitive<Record<string, never>> {
  return {
    name,
    infer(inputs) {
      const dtypes = inputs.map((x) => x.dtype);
      for (const dtype of dtypes) requireDType(name, dtype, allowed);
      requireSame(name, dtypes);
      return { shape: broadcastShapes(name, ...inputs.map((x) => x.shape)), dtype: 'bool' };
    },
    kernel: elementwiseKernel((...elements) => Number(fn(...elements))),
  };
}

export const equalPrimitive = predicate('equal', anything, (a, b) => a === b);
export const lessPrimitive = predicate('less', numbers, (a, b) => a! < b!);
export const lessEqualPrimitive = predicate('lessEqual', numbers, (a, b) => a! <= b!);
export const logicalAndPrimitive = predicate('logicalAnd', ['bool'], (a, b) => Boolean(a! & b!));
export const logicalOrPrimitive = predicate('logicalOr', ['bool'], (a, b) => Boolean(a! | b!));
export const logicalNotPrimitive = predicate('logicalNot', ['bool'], (a) => !a);

export const wherePrimitive: Primitive<Record<string, never>> = {
  name: 'where',
  infer([condition, a, b]) {
    requireDType('where (condition)', condition!.dtype, ['bool']);
    requireSame('where', [a!.dtype, b!.dtype]);
    return { shape: broadcastShapes('where', condition!.shape, a!.shape, b!.shape), dtype: a!.dtype };
  },
  vjp: (g, [condition]) => [null, () => where(condition!, g, 0), () => where(condition!, 0, g)],
  kernel: elementwiseKernel((condition, a, b) => (condition ? a! : b!)),
};

type CastAttributes = { dtype: DType };
export const castPrimitive: Primitive<CastAttributes> = {
  name: 'cast',
  infer: ([x], { dtype }) => ({ shape: x!.shape, dtype }),
  vjp: (g, [x]) => [() => cast(g, x!.dtype)],
  kernel: (inputs, { dtype }, out) =>
    elementwiseKernel((x) => (dtype === 'bool' ? Number(x !== 0) : isFloat(dtype) ? x! : Math.trunc(x!)))(
      inputs,
      {},
      out,
    ),
};

const pair = (primitive: Primitive<Record<string, never>>) => (a: TensorLike, b: TensorLike) =>
  apply(primitive, asPair(primitive.name, a, b), {});

/** a = b, as bool. */
export const equal = pair(equalPrimitive);
/** a < b, as bool. */
export const less = pair(lessPrimitive);
/** a ≤ b, as bool. */
export const lessEqual = pair(lessEqualPrimitive);
/** a > b, as bool. */
export const greater = (a: TensorLike, b: TensorLike): Tensor => less(b, a);
/** a ≥ b, as bool. */
export const greaterEqual = (a: TensorLike, b: TensorLike): Tensor => lessEqual(b, a);
/** a ≠ b, as bool; true for NaN against anything. */
export const notEqual = (a: TensorLike, b: TensorLike): Tensor => logicalNot(equal(a, b));
/** Both, for bools. */
export const logicalAnd = pair(logicalAndPrimitive);
/** Either, for bools. */
export const logicalOr = pair(logicalOrPrimitive);
/** Not, for bools. */
export const logicalNot = (x: TensorLike): Tensor => apply(logicalNotPrimitive, [asTensor('logicalNot', x)], {});

/** `a` where the condition holds, else `b`; all three broadcast. NaN in the branch not taken does no harm. */
export function where(condition: Tensor, a: TensorLike, b: TensorLike): Tensor {
  return apply(wherePrimitive, [condition, ...asPair('where', a, b)], {});
}

/** x in another dtype: floats are truncated towards 0 for `int32` and `uint8` (which holds 0 … 255, others are not defined); anything but 0 is true for `bool`. */
export function cast(x: TensorLike, dtype: DType): Tensor {
  checkDType('cast', dtype);
  if (typeof x === 'number' || typeof x === 'boolean') return scalar(x, dtype, 'cast');
  return x.dtype === dtype ? x : apply(castPrimitive, [x], { dtype });
}
