import { ArgumentError, ShapeError, showValue } from '../errors.js';
import { concat, requireList, reshape, slice } from '../primitives/movement.js';
import { normalizeAxis, sameShape, showShape } from '../shape.js';
import { requireOperand, type Tensor } from '../tensor.js';

/** x with a new axis of size 1 at `axis`. */
export function expandDims(x: Tensor, axis: number): Tensor {
  requireOperand('expandDims', x);
  const at = normalizeAxis('expandDims', axis, x.rank + 1);
  return reshape(x, [...x.shape.slice(0, at), 1, ...x.shape.slice(at)]);
}

/** x without its axes of size 1, or without `axis`, which must be one of them. */
export function squeeze(x: Tensor, axis?: number): Tensor {
  requireOperand('squeeze', x);
  if (axis === undefined)
    return reshape(
      x,
      x.shape.filter((d) => d !== 1),
    );
  const at = normalizeAxis('squeeze', axis, x.rank);
  if (x.shape[at] !== 1)
    throw new ShapeError(`squeeze: axis ${axis} of ${showShape(x.shape)} has size ${x.shape[at]}, not 1`);
  return reshape(
    x,
    x.shape.filter((_, i) => i !== at),
  );
}

/** Tensors of one shape joined along a new axis. */
export function stack(tensors: readonly Tensor[], axis = 0): Tensor {
  requireList('stack', tensors);
  const first = tensors[0]!;
  const odd = tensors.find((x) => !sameShape(x.shape, first.shape));
  if (odd) throw new ShapeError(`stack: ${showShape(first.shape)} and ${showShape(odd.shape)} differ`);
  return concat(
    tensors.map((x) => expandDims(x, axis)),
    normalizeAxis('stack', axis, first.rank + 1),
  );
}

/** x cut along `axis` into equal parts (a number) or parts of the given sizes. The inverse of {@link concat}. */
export function splitAxis(x: Tensor, parts: number | readonly number[], axis = 0): Tensor[] {
  requireOperand('splitAxis', x);
  const at = normalizeAxis('splitAxis', axis, x.rank);
  const size = x.shape[at]!;
  const equal = typeof parts === 'number' && Number.isInteger(parts) && parts >= 1;
  if (typeof parts !== 'number' && !Array.isArray(parts)) {
    throw new ArgumentError(`splitAxis: parts are a number or a list of sizes, got ${showValue(parts)}`);
  }
  const sizes = typeof parts === 'number' ? (equal ? new Array<number>(parts).fill(size / parts) : [-1]) : parts;
  if (sizes.reduce((a, b) => a + b, 0) !== size || sizes.some((s) => !Number.isInteger(s) || s < 0)) {
    throw new ArgumentError(
      `splitAxis: parts ${JSON.stringify(parts)} do not divide axis ${axis} of ${showShape(x.shape)}`,
    );
  }
  let start = 0;
  return sizes.map((s) => {
    start += s;
    return slice(x, { axis: at, start: start - s, end: start });
  });
}
