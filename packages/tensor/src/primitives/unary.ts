import { type DType, largestOf, requireDType } from '../dtype.js';
import { ArgumentError } from '../errors.js';
import { elementwiseKernel, type Primitive } from '../primitive.js';
import { apply, asTensor, scalar, type Tensor, type TensorLike } from '../tensor.js';
import { add, div, mul, sub } from './binary.js';
import { less, lessEqual, logicalAnd, where } from './logic.js';
import { erfInvOf, erfOf } from './special.js';

const floats: DType[] = ['float32', 'float16'];
const numbers: DType[] = ['float32', 'float16', 'int32'];

function unary(
  name: string,
  allowed: DType[],
  fn: (x: number) => number,
  derivative?: (g: Tensor, x: Tensor, y: Tensor) => Tensor,
): Primitive<Record<string, never>> {
  return {
    name,
    infer([x]) {
      requireDType(name, x!.dtype, allowed);
      return { shape: x!.shape, dtype: x!.dtype };
    },
    vjp: (g, [x], _attributes, y) => [derivative ? () => derivative(g, x!, y) : null],
    kernel: elementwiseKernel(fn),
  };
}

/** NumPy's rounding: halves go to the even neighbour. */
function roundHalfEven(x: number): number {
  const r = Math.round(x);
  return Math.abs(x % 1) === 0.5 && r % 2 !== 0 ? r - 1 : r;
}

export const negPrimitive = unary(
  'neg',
  numbers,
  (x) => -x,
  (g) => neg(g),
);
export const absPrimitive = unary('abs', numbers, Math.abs, (g, x) => mul(g, sign(x)));
export const signPrimitive = unary('sign', numbers, Math.sign);
export const floorPrimitive = unary('floor', floats, Math.floor);
export const roundPrimitive = unary('round', floats, roundHalfEven);
export const expPrimitive = unary('exp', floats, Math.exp, (g, _x, y) => mul(g, y));
export const expm1Primitive = unary('expm1', floats, Math.expm1, (g, _x, y) => mul(g, add(y, 1)));
export const logPrimitive = unary('log', floats, Math.log, (g, x) => div(g, x));
export const log1pPrimitive = unary('log1p', floats, Math.log1p, (g, x) => div(g, add(x, 1)));
export const sqrtPrimitive = unary('sqrt', floats, Math.sqrt, (g, _x, y) => div(mul(g, 0.5), y));
export const rsqrtPrimitive = unary(
  'rsqrt',
  floats,
  (x) => 1 / Math.sqrt(x),
  (g, x, y) => div(mul(mul(g, -0.5), y), x),
);
export const sinPrimitive = unary('sin', floats, Math.sin, (g, x) => mul(g, cos(x)));
export const cosPrimitive = unary('cos', floats, Math.cos, (g, x) => neg(mul(g, sin(x))));
export const tanhPrimitive = unary('tanh', floats, Math.tanh, (g, _x, y) => mul(g, sub(1, mul(y, y))));
export const sigmoidPrimitive = unary(
  'sigmoid',
  floats,
  (x) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x))),
  (g, _x, y) => mul(g, mul(y, sub(1, y))),
);
export const erfPrimitive = unary('erf', floats, erfOf, (g, x) =>
  mul(g, mul(2 / Math.sqrt(Math.PI), exp(neg(mul(x, x))))),
);
export const erfInvPrimitive = unary('erfInv', floats, erfInvOf, (g, _x, y) =>
  mul(g, mul(Math.sqrt(Math.PI) / 2, exp(mul(y, y)))),
);
export const reluPrimitive = unary(
  'relu',
  floats,
  (x) => (x < 0 ? 0 : x),
  (g, _x, y) => where(less(0, y), g, 0),
);

type ClipAttributes = { min: number; max: number };
export const clipPrimitive: Primitive<ClipAttributes> = {
  name: 'clip',
  infer([x]) {
    requireDType('clip', x!.dtype, numbers);
    return { shape: x!.shape, dtype: x!.dtype };
  },
  vjp: (g, [x], { min, max }) => [() => where(inside(x!, min, max), g, 0)],
  kernel: (inputs, { min, max }, out) => elementwiseKernel((x) => (x < min ? min : x > max ? max : x))(inputs, {}, out),
};

/** True where clip hands x through. An infinite bound is as good as the largest float, and keeps NaN out. */
function inside(x: Tensor, min: number, max: number): Tensor {
  const largest = largestOf(x.dtype);
  return logicalAnd(lessEqual(Math.max(min, -largest), x), lessEqual(x, Math.min(max, largest)));
}

function unaryOp(primitive: Primitive<Record<string, never>>): (x: TensorLike) => Tensor {
  return (x) => apply(primitive, [asTensor(primitive.name, x)], {});
}

/** −x. */
export const neg = unaryOp(negPrimitive);
/** |x|; the derivative at 0 is 0. */
export const abs = unaryOp(absPrimitive);
/** −1, 0 or 1; no derivative. */
export const sign = unaryOp(signPrimitive);
/** Largest integer not above x, as a float; no derivative. */
export const floor = unaryOp(floorPrimitive);
/** Nearest integer, halves to even, as a float; no derivative. */
export const round = unaryOp(roundPrimitive);
/** eˣ. */
export const exp = unaryOp(expPrimitive);
/** eˣ − 1, exact near 0. */
export const expm1 = unaryOp(expm1Primitive);
/** Natural logarithm. */
export const log = unaryOp(logPrimitive);
/** ln(1 + x), exact near 0. */
export const log1p = unaryOp(log1pPrimitive);
/** √x; the derivative at 0 is infinite: add a small number first where x can be 0. */
export const sqrt = unaryOp(sqrtPrimitive);
/** 1/√x. */
export const rsqrt = unaryOp(rsqrtPrimitive);
export const sin = unaryOp(sinPrimitive);
export const cos = unaryOp(cosPrimitive);
export const tanh = unaryOp(tanhPrimitive);
/** 1/(1 + e⁻ˣ). */
export const sigmoid = unaryOp(sigmoidPrimitive);
/** The error function. */
export const erf = unaryOp(erfPrimitive);
/** Inverse of the error function, for −1 < x < 1. */
export const erfInv = unaryOp(erfInvPrimitive);
/** max(x, 0); the derivative at 0 is 0. */
export const relu = unaryOp(reluPrimitive);

/**
 * x limited to [min, max]. The derivative is 1 inside and on the bounds, as in PyTorch.
 *
 * @param min default −∞ @param max default +∞
 */
export function clip(x: Tensor, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY): Tensor {
  if (!(min <= max)) throw new ArgumentError(`clip: min ${min} must not be greater than max ${max}`);
  const y = apply(clipPrimitive, [x], { min, max });
  // An engine's clip takes its bounds in x's dtype.
  for (const limit of [min, max]) if (Number.isFinite(limit)) scalar(limit, x.dtype, 'clip');
  return y;
}
