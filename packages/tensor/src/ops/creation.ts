import { checkDType, type DType, hostArray, requireDType } from '../dtype.js';
import { ArgumentError, checkOptions, ShapeError } from '../errors.js';
import { add, mul } from '../primitives/binary.js';
import { iotaPrimitive } from '../primitives/indexing.js';
import { cast, equal, lessEqual, where } from '../primitives/logic.js';
import { broadcastTo, reshape } from '../primitives/movement.js';
import { checkShape, normalizeAxis, type Shape, showShape, sizeOf } from '../shape.js';
import { apply, requireOperand, scalar, Tensor } from '../tensor.js';

/** A tensor filled with one finite value. */
export function full(
  shape: Shape,
  value: number | boolean,
  dtype: DType = typeof value === 'boolean' ? 'bool' : 'float32',
): Tensor {
  return filled('full', shape, value, dtype);
}

function filled(owner: string, shape: Shape, value: number | boolean, dtype: DType): Tensor {
  checkShape(owner, shape);
  checkDType(owner, dtype);
  return broadcastTo(scalar(value, dtype, owner), shape);
}

/** A tensor of zeros. */
export function zeros(shape: Shape, dtype: DType = 'float32'): Tensor {
  checkShape('zeros', shape);
  checkDType('zeros', dtype);
  return new Tensor([...shape], dtype, { kind: 'host', data: hostArray(dtype, sizeOf(shape)) });
}

/** A tensor of ones. */
export function ones(shape: Shape, dtype: DType = 'float32'): Tensor {
  return filled('ones', shape, dtype === 'bool' ? true : 1, dtype);
}

/** Zeros of x's shape and dtype. */
export function zerosLike(x: Tensor): Tensor {
  requireOperand('zerosLike', x);
  return broadcastTo(scalar(x.dtype === 'bool' ? false : 0, x.dtype), x.shape);
}

/** Ones of x's shape and dtype. */
export function onesLike(x: Tensor): Tensor {
  requireOperand('onesLike', x);
  return ones(x.shape, x.dtype);
}

export interface ArangeOptions {
  /** First value. Default 0. */
  start?: number;
  /** Default 1. */
  step?: number;
  /** Default `int32`. */
  dtype?: DType;
}

/** `size` values: start, start + step, … */
export function arange(size: number, options: ArangeOptions = {}): Tensor {
  if (!Number.isInteger(size) || size < 0)
    throw new ArgumentError(`arange: size ${size} must be a whole number from 0 up`);
  checkOptions('arange', options, ['start', 'step', 'dtype']);
  const { start = 0, step = 1, dtype = 'int32' } = options;
  checkDType('arange', dtype);
  let x = cast(apply(iotaPrimitive, [], { size }), dtype);
  if (step !== 1) x = mul(x, step);
  return start === 0 ? x : add(x, start);
}

/**
 * 1 where the new axis's position equals the index, 0 elsewhere; an index outside 0 … depth − 1 gives a row of zeros.
 *
 * @param axis where the class axis goes in the result. Default last.
 */
export function oneHot(indices: Tensor, depth: number, axis = -1, dtype: DType = 'float32'): Tensor {
  requireOperand('oneHot', indices);
  requireDType('oneHot (indices)', indices.dtype, ['int32']);
  checkDType('oneHot', dtype);
  const at = normalizeAxis('oneHot', axis, indices.rank + 1);
  const column = reshape(indices, [...indices.shape.slice(0, at), 1, ...indices.shape.slice(at)]);
  const classes = reshape(
    arange(depth),
    column.shape.map((_, i) => (i === at ? depth : 1)),
  );
  return cast(equal(column, classes), dtype);
}

/** The identity matrix, or its first `columns` columns. */
export function eye(rows: number, columns = rows, dtype: DType = 'float32'): Tensor {
  checkDType('eye', dtype);
  return cast(equal(reshape(arange(rows), [rows, 1]), reshape(arange(columns), [1, columns])), dtype);
}

/** True on and below the diagonal `offset` places right of the main one, for the last two axes of x. */
function lowerMask(owner: string, x: Tensor, offset: number): Tensor {
  requireOperand(owner, x);
  if (x.rank < 2) throw new ShapeError(`${owner}: ${showShape(x.shape)} has no matrices; needs two axes or more`);
  const [rows, columns] = x.shape.slice(-2) as [number, number];
  return lessEqual(reshape(arange(columns), [1, columns]), reshape(arange(rows, { start: offset }), [rows, 1]));
}

/** The last two axes' lower triangle, zeros elsewhere; `diagonal` moves the border right. */
export function tril(x: Tensor, diagonal = 0): Tensor {
  return where(lowerMask('tril', x, diagonal), x, x.dtype === 'bool' ? false : 0);
}

/** The last two axes' upper triangle, zeros elsewhere; `diagonal` moves the border right. */
export function triu(x: Tensor, diagonal = 0): Tensor {
  return where(lowerMask('triu', x, diagonal - 1), x.dtype === 'bool' ? false : 0, x);
}
