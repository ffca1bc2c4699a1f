import { requireDType } from '../dtype.js';
import { ArgumentError, ShapeError } from '../errors.js';
import type { HostValue, Primitive, Value } from '../primitive.js';
import { reduceShape, showShape, sizeOf } from '../shape.js';
import { apply, requireOperand, type Tensor } from '../tensor.js';
import { mul, sub } from './binary.js';
import { sum } from './reduce.js';

/** `axes` are the last ones. */
type StandardizeAttributes = { axes: readonly number[]; eps: number };

function checkAxes(name: string, x: Value, { axes }: StandardizeAttributes): void {
  requireDType(name, x.dtype, ['float32', 'float16']);
  const first = x.shape.length - axes.length;
  if (axes.length === 0 || !axes.every((axis, i) => axis === first + i) || axes.some((axis) => x.shape[axis] === 0)) {
    throw new ShapeError(`${name}: axes [${axes}] of ${showShape(x.shape)} must be its last ones, and not empty`);
  }
}

/** Calls `visit` with each row's mean and 1 / √(variance + eps). */
function eachRow(
  x: HostValue,
  { axes, eps }: StandardizeAttributes,
  visit: (row: number, mean: number, scale: number, size: number) => void,
) {
  const size = sizeOf(axes.map((axis) => x.shape[axis]!));
  for (let row = 0; row * size < x.data.length; row++) {
    let total = 0;
    for (let i = 0; i < size; i++) total += x.data[row * size + i]!;
    const mean = total / size;
    let squares = 0;
    for (let i = 0; i < size; i++) squares += (x.data[row * size + i]! - mean) ** 2;
    visit(row, mean, 1 / Math.sqrt(squares / size + eps), size);
  }
}

const meanOver = (x: Tensor, axes: readonly number[]): Tensor =>
  mul(sum(x, axes, { keepDims: true }), 1 / sizeOf(axes.map((axis) => x.shape[axis]!)));

/** With y = standardize(x) and r = inverseDeviation(x): dy = r · (dx − mean dx − y · mean(y · dx)), a symmetric map. */
export const standardizePrimitive: Primitive<StandardizeAttributes> = {
  name: 'standardize',
  infer([x], a) {
    checkAxes('standardize', x!, a);
    return { shape: x!.shape, dtype: x!.dtype };
  },
  vjp: (g, [x], a, y) => [
    () => {
      const rest = sub(sub(g, meanOver(g, a.axes)), mul(y, meanOver(mul(g, y), a.axes)));
      return mul(rest, apply(inverseDeviationPrimitive, [x!], a));
    },
  ],
  kernel([x], a) {
    const data = new Float64Array(x!.data.length);
    eachRow(x!, a, (row, mean, scale, size) => {
      for (let i = row * size; i < (row + 1) * size; i++) data[i] = (x!.data[i]! - mean) * scale;
    });
    return data;
  },
};

/** dr = −r² · y · dx / n. */
export const inverseDeviationPrimitive: Primitive<StandardizeAttributes> = {
  name: 'inverseDeviation',
  infer([x], a) {
    checkAxes('inverseDeviation', x!, a);
    return { shape: reduceShape(x!.shape, a.axes, true), dtype: x!.dtype };
  },
  vjp: (g, [x], a, r) => [
    () => {
      const count = sizeOf(a.axes.map((axis) => x!.shape[axis]!));
      return mul(mul(mul(g, mul(r, r)), -1 / count), apply(standardizePrimitive, [x!], a));
    },
  ],
  kernel([x], a, out) {
    const data = new Float64Array(sizeOf(out.shape));
    eachRow(x!, a, (row, _mean, scale) => {
      data[row] = scale;
    });
    return data;
  },
};

function attributes(owner: string, x: Tensor, axes: number, eps: number): StandardizeAttributes {
  requireOperand(owner, x);
  if (!Number.isInteger(axes) || axes < 1 || axes > x.rank) {
    throw new ArgumentError(`${owner}: axes ${axes} must be a number of axes from 1 to the rank, ${x.rank}`);
  }
  if (!(eps >= 0 && Number.isFinite(eps))) throw new ArgumentError(`${owner}: eps ${eps} must be 0 or more`);
  return { axes: Array.from({ length: axes }, (_, i) => x.rank - axes + i), eps };
}

/**
 * (x − mean) / √(variance + eps), with mean and variance (divided by the count) over the last `axes` axes: what layer
 * normalisation does before its weight and bias.
 *
 * @param axes how many axes, counted from the last. Default 1.
 * @param eps added to the variance. Default 1e-5.
 * @throws ShapeError for an empty axis; ArgumentError for a count beyond the rank or a negative eps.
 */
export function standardize(x: Tensor, axes = 1, eps = 1e-5): Tensor {
  return apply(standardizePrimitive, [x], attributes('standardize', x, axes, eps));
}

/** 1 / √(variance + eps) over the last `axes` axes, which are kept with size 1: what {@link standardize} multiplies by. */
export function inverseDeviation(x: Tensor, axes = 1, eps = 1e-5): Tensor {
  return apply(inverseDeviationPrimitive, [x], attributes('inverseDeviation', x, axes, eps));
}
