import { requireDType } from '../dtype.js';
import { checkOptions, ShapeError } from '../errors.js';
import { add, mul, sub } from '../primitives/binary.js';
import { stopGradient } from '../primitives/control.js';
import { equal, less, logicalNot, where } from '../primitives/logic.js';
import { concat, reshape, slice, transpose } from '../primitives/movement.js';
import { argmax } from '../primitives/order.js';
import { max, type ReduceOptions, sum } from '../primitives/reduce.js';
import { exp, log, neg, sqrt } from '../primitives/unary.js';
import { normalizeAxes, reduceShape, showShape, sizeOf } from '../shape.js';
import { requireOperand, type Tensor } from '../tensor.js';
import { ones } from './creation.js';

/** Arithmetic mean over `axes` (default all). @throws ShapeError if there is nothing to take the mean of. */
export function mean(x: Tensor, axes?: number | readonly number[], options: ReduceOptions = {}): Tensor {
  requireOperand('mean', x);
  requireDType('mean', x.dtype, ['float32', 'float16']);
  const list = normalizeAxes('mean', axes, x.rank);
  const empty = list.find((a) => x.shape[a] === 0);
  if (empty !== undefined && sizeOf(reduceShape(x.shape, list, false)) > 0) {
    throw new ShapeError(`mean: axis ${empty} of ${showShape(x.shape)} is empty and has no mean`);
  }
  return mul(sum(x, axes, options), 1 / Math.max(1, sizeOf(list.map((a) => x.shape[a]!))));
}

/** Mean squared distance from the mean over `axes` (default all); divided by the count, not by the count − 1. */
export function variance(x: Tensor, axes?: number | readonly number[], options: ReduceOptions = {}): Tensor {
  const centred = sub(x, mean(x, axes, { keepDims: true }));
  return mean(mul(centred, centred), axes, options);
}

/**
 * Product over `axes` (default all): halves multiplied pairwise, so that its derivatives of every order are those of
 * multiplication, and right where elements are 0.
 */
export function prod(x: Tensor, axes?: number | readonly number[], options: ReduceOptions = {}): Tensor {
  requireOperand('prod', x);
  checkOptions('prod', options, ['keepDims']);
  const list = normalizeAxes('prod', axes, x.rank);
  const kept = x.shape.flatMap((_, i) => (list.includes(i) ? [] : [i]));
  let rows = reshape(transpose(x, [...list, ...kept]), [
    sizeOf(list.map((a) => x.shape[a]!)),
    sizeOf(kept.map((a) => x.shape[a]!)),
  ]);
  while (rows.shape[0]! > 1) {
    const half = Math.floor(rows.shape[0]! / 2);
    const pairs = mul(slice(rows, { axis: 0, end: half }), slice(rows, { axis: 0, start: half, end: 2 * half }));
    rows = rows.shape[0] === 2 * half ? pairs : concat([pairs, slice(rows, { axis: 0, start: 2 * half })], 0);
  }
  if (rows.shape[0] === 0) rows = ones([1, rows.shape[1]!], x.dtype);
  return reshape(rows, reduceShape(x.shape, list, options.keepDims ?? false));
}

/** log Σ exp(x) over `axes` (default all), without overflow; −∞ for a row of −∞. */
export function logSumExp(x: Tensor, axes?: number | readonly number[], options: ReduceOptions = {}): Tensor {
  requireOperand('logSumExp', x);
  checkOptions('logSumExp', options, ['keepDims']);
  const list = normalizeAxes('logSumExp', axes, x.rank);
  if (list.length === 0) return x;
  const top = stopGradient(max(x, list, { keepDims: true }));
  // An infinite maximum would give ∞ − ∞.
  const shift = where(isFinite(top), top, 0);
  const total = sum(exp(sub(x, shift)), list, { keepDims: true });
  // log 0 = −∞ is right, but its derivative would be NaN instead of 0.
  const positive = less(0, total);
  const y = add(where(positive, log(where(positive, total, 1)), log(stopGradient(total))), shift);
  return options.keepDims ? y : reshape(y, reduceShape(x.shape, list, false));
}

/** Position of the smallest element along `axis`, which is removed; the first one if several tie. */
export function argmin(x: Tensor, axis = -1): Tensor {
  return argmax(neg(x), axis);
}

/** True where x is neither NaN nor infinite. */
export function isFinite(x: Tensor): Tensor {
  return equal(sub(x, x), 0);
}

/** True where x is NaN. */
export function isNaN(x: Tensor): Tensor {
  return logicalNot(equal(x, x));
}

/** √Σx² over `axes` (default all), with derivative 0 at 0 instead of NaN. */
export function norm(x: Tensor, axes?: number | readonly number[], options: ReduceOptions = {}): Tensor {
  const square = sum(mul(x, x), axes, options);
  const positive = less(0, square);
  return where(positive, sqrt(where(positive, square, 1)), 0);
}
