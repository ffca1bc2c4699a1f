import { type DType, requireDType, requireSame } from '../dtype.js';
import { elementwiseKernel, type Primitive } from '../primitive.js';
import { broadcastShapes } from '../shape.js';
import { apply, asPair, type Tensor, type TensorLike } from '../tensor.js';
import { equal, less, where } from './logic.js';
import { log, neg } from './unary.js';

const floats: DType[] = ['float32', 'float16'];
const numbers: DType[] = ['float32', 'float16', 'int32'];

type Rule = (g: Tensor, a: Tensor, b: Tensor, y: Tensor) => Tensor;

function binary(
  name: string,
  allowed: DType[],
  fn: (a: number, b: number) => number,
  da: Rule,
  db: Rule,
  intFn = fn,
): Primitive<Record<string, never>> {
  const kernel = elementwiseKernel(fn);
  const intKernel = elementwiseKernel(intFn);
  return {
    name,
    infer([a, b]) {
      requireSame(name, [a!.dtype, b!.dtype]);
      requireDType(name, a!.dtype, allowed);
      return { shape: broadcastShapes(name, a!.shape, b!.shape), dtype: a!.dtype };
    },
    vjp: (g, [a, b], _attributes, y) => [() => da(g, a!, b!, y), () => db(g, a!, b!, y)],
    kernel: (inputs, attributes, out) => (out.dtype === 'int32' ? intKernel : kernel)(inputs, attributes, out),
  };
}

/** 1 where the first operand won, ½ where they tie: the two cotangents always add up to the result's. */
const winner = (won: Tensor, g: Tensor, a: Tensor, b: Tensor) => where(won, g, where(equal(a, b), mul(g, 0.5), 0));

export const addPrimitive = binary(
  'add',
  numbers,
  (a, b) => a + b,
  (g) => g,
  (g) => g,
);
export const subPrimitive = binary(
  'sub',
  numbers,
  (a, b) => a - b,
  (g) => g,
  (g) => neg(g),
);
const product = binary(
  'mul',
  numbers,
  (a, b) => a * b,
  (g, _a, b) => mul(g, b),
  (g, a) => mul(g, a),
  Math.imul,
);
export const mulPrimitive: Primitive<Record<string, never>> = {
  ...product,
  // A square: one product instead of two equal ones and their sum.
  vjp: (g, [a, b], attributes, y) =>
    a === b ? [() => mul(mul(g, 2), a!), null] : product.vjp!(g, [a!, b!], attributes, y),
};
export const divPrimitive = binary(
  'div',
  floats,
  (a, b) => a / b,
  (g, _a, b) => div(g, b),
  (g, _a, b, y) => neg(div(mul(g, y), b)),
);
export const powPrimitive = binary(
  'pow',
  floats,
  // NumPy's and the engines' 1^NaN is 1; JavaScript's is NaN.
  (a, b) => (a === 1 ? 1 : a ** b),
  (g, a, b) => mul(g, mul(b, pow(a, where(equal(b, 0), 1, sub(b, 1))))),
  (g, a, _b, y) => mul(g, mul(y, log(where(less(0, a), a, 1)))),
);
export const maximumPrimitive = binary(
  'maximum',
  numbers,
  Math.max,
  (g, a, b) => winner(less(b, a), g, a, b),
  (g, a, b) => winner(less(a, b), g, a, b),
);
export const minimumPrimitive = binary(
  'minimum',
  numbers,
  Math.min,
  (g, a, b) => winner(less(a, b), g, a, b),
  (g, a, b) => winner(less(b, a), g, a, b),
);

function binaryOp(primitive: Primitive<Record<string, never>>): (a: TensorLike, b: TensorLike) => Tensor {
  return (a, b) => apply(primitive, asPair(primitive.name, a, b), {});
}

/** a + b. */
export const add = binaryOp(addPrimitive);
/** a − b. */
export const sub = binaryOp(subPrimitive);
/** a · b, element by element. */
export const mul = binaryOp(mulPrimitive);
/** a / b, floats only. */
export const div = binaryOp(divPrimitive);
/** The larger of a and b; NaN wins; ties share the gradient equally. */
export const maximum = binaryOp(maximumPrimitive);
/** The smaller of a and b; NaN wins; ties share the gradient equally. */
export const minimum = binaryOp(minimumPrimitive);

const general = binaryOp(powPrimitive);

/** aᵇ, floats only. Small whole exponents become products, which are faster and right at 0 in every derivative. */
export function pow(a: TensorLike, b: TensorLike): Tensor {
  if (typeof b === 'number' && typeof a === 'object') {
    if (b === 1) return a;
    if (b === 2) return mul(a, a);
    if (b === 3) return mul(mul(a, a), a);
  }
  return general(a, b);
}
