import { type DType, hostArray, requireDType } from '../dtype.js';
import { checkOptions, ShapeError } from '../errors.js';
import type { HostValue, Primitive, Value } from '../primitive.js';
import { normalizeAxes, reduceShape, showShape, sizeOf, stridesOf, viewOffsets } from '../shape.js';
import { apply, requireOperand, type Tensor } from '../tensor.js';
import { div, mul } from './binary.js';
import { cast, equal } from './logic.js';
import { broadcastTo, reshape } from './movement.js';

type ReduceAttributes = { axes: readonly number[]; keepDims: boolean };

const numbers: DType[] = ['float32', 'float16', 'int32'];

function reduction(
  name: string,
  start: number,
  step: (total: number, x: number) => number,
  rule: (g: Tensor, x: Tensor, y: Tensor) => Tensor,
): Primitive<ReduceAttributes> {
  return {
    name,
    infer([x], { axes, keepDims }) {
      requireDType(name, x!.dtype, numbers);
      if (name !== 'sum' && axes.some((a) => x!.shape[a] === 0)) {
        throw new ShapeError(
          `${name}: axis ${axes.find((a) => x!.shape[a] === 0)} of ${showShape(x!.shape)} is empty and has no ${name}`,
        );
      }
      return { shape: reduceShape(x!.shape, axes, keepDims), dtype: x!.dtype };
    },
    vjp(g, [x], { axes }, y) {
      const kept = reduceShape(x!.shape, axes, true);
      return [() => rule(reshape(g, kept), x!, reshape(y, kept))];
    },
    kernel: ([x], { axes }, out) => reduceKernel(x!, axes, out, start, step),
  };
}

function reduceKernel(
  x: HostValue,
  axes: readonly number[],
  out: Value,
  start: number,
  step: (t: number, x: number) => number,
) {
  const keptStrides = stridesOf(reduceShape(x.shape, axes, true));
  const target = viewOffsets(
    x.shape,
    keptStrides.map((s, i) => (axes.includes(i) ? 0 : s)),
  );
  const totals = new Float64Array(sizeOf(out.shape)).fill(start);
  for (let i = 0; i < target.length; i++) totals[target[i]!] = step(totals[target[i]!]!, x.data[i]!);
  const data = hostArray(out.dtype, totals.length, true);
  // Beyond 2^53 the wrapped low bits would be lost, but such sums of int32 do not occur below 2^22 elements.
  for (let i = 0; i < totals.length; i++) data[i] = totals[i]!;
  return data;
}

/** Elements that tie for the extreme share the gradient equally. */
function extremeRule(g: Tensor, x: Tensor, y: Tensor): Tensor {
  const won = cast(equal(x, y), x.dtype);
  const axes = y.shape.flatMap((d, i) => (d === x.shape[i] ? [] : [i]));
  return mul(won, div(g, sum(won, axes, { keepDims: true })));
}

export const sumPrimitive = reduction(
  'sum',
  0,
  (t, x) => t + x,
  (g, x) => broadcastTo(g, x.shape),
);
export const maxPrimitive = reduction('max', Number.NEGATIVE_INFINITY, Math.max, extremeRule);
export const minPrimitive = reduction('min', Number.POSITIVE_INFINITY, Math.min, extremeRule);

export interface ReduceOptions {
  /** Keep the reduced axes with size 1. Default false. */
  keepDims?: boolean;
}

function reduceOp(primitive: Primitive<ReduceAttributes>) {
  return (x: Tensor, axes?: number | readonly number[], options: ReduceOptions = {}): Tensor => {
    requireOperand(primitive.name, x);
    checkOptions(primitive.name, options, ['keepDims']);
    const list = normalizeAxes(primitive.name, axes, x.rank);
    if (list.length === 0) return x;
    return apply(primitive, [x], { axes: list, keepDims: options.keepDims ?? false });
  };
}

/** Sum over `axes` (default all). */
export const sum = reduceOp(sumPrimitive);
/** Largest element over `axes` (default all); ties share the gradient equally. */
export const max = reduceOp(maxPrimitive);
/** Smallest element over `axes` (default all); ties share the gradient equally. */
export const min = reduceOp(minPrimitive);
