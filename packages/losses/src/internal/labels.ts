import {
  ArgumentError,
  clip,
  type DType,
  DTypeError,
  equal,
  expandDims,
  hostValues,
  mul,
  requireTensor,
  ShapeError,
  sameShape,
  showShape,
  squeeze,
  type Tensor,
  takeAlongAxis,
  tensor,
  where,
} from '@saddlepoint/tensor';
import { requireFloats } from './floats.js';

/** The position of the class axis. @throws for logits that are not float, and an axis that is not there or empty. */
export function classAxis(owner: string, logits: Tensor, axis = -1): number {
  requireFloats(owner, { logits });
  const at = axis < 0 ? axis + logits.rank : axis;
  if (!Number.isInteger(at) || at < 0 || at >= logits.rank) {
    throw new ArgumentError(`${owner}: axis ${axis} is out of range for logits ${showShape(logits.shape)}`);
  }
  if (logits.shape[at] === 0) {
    throw new ShapeError(`${owner}: logits ${showShape(logits.shape)} have no classes along axis ${axis}`);
  }
  return at;
}

/**
 * @throws ShapeError or DTypeError unless the labels are int32 classes or, where allowed, probabilities of fitting
 *   shape.
 */
export function requireLabels(
  owner: string,
  logits: Tensor,
  labels: Tensor,
  axis: number,
  probabilities: boolean,
): void {
  if (!probabilities && labels.dtype !== 'int32') {
    throw new DTypeError(`${owner}: labels are ${labels.dtype}; allowed: int32 classes or float probabilities`);
  }
  if (probabilities) requireFloats(owner, { logits, labels });
  const rows = logits.shape.filter((_, i) => i !== axis);
  const expected = probabilities ? logits.shape : rows;
  if (sameShape(labels.shape, expected)) return;
  const kind = probabilities ? 'probabilities' : 'classes';
  const fix = !probabilities
    ? labels.rank === logits.rank && '; labels of one-hot rows: cast them to float32'
    : sameShape(labels.shape, rows) && '; class numbers: cast them to int32';
  throw new ShapeError(
    `${owner}: logits ${showShape(logits.shape)} with classes along axis ${axis} need ${kind} of shape ` +
      `${showShape(expected)}, got ${showShape(labels.shape)}${fix || ''}`,
  );
}

/** @throws ArgumentError for what is no tensor; DTypeError for one that is not int32. */
export function requireInt32(owner: string, name: string, x: Tensor): void {
  requireTensor(owner, name, x, "tensor(values, { dtype: 'int32' })");
  if (x.dtype !== 'int32') {
    throw new DTypeError(`${owner}: ${name} of dtype ${x.dtype} must be int32: ${name}.cast('int32')`);
  }
}

/** @throws ArgumentError for a class number out of range, if the values are known. */
export function requireClasses(
  owner: string,
  name: string,
  labels: Tensor,
  classes: number,
  ignoreIndex?: number | null,
): void {
  const values = hostValues(labels) ?? [];
  for (let i = 0; i < values.length; i++) {
    const label = values[i]!;
    if ((label >= 0 && label < classes) || label === ignoreIndex) continue;
    const ignored = ignoreIndex === null ? '' : `, and ${ignoreIndex ?? 'one value to leave out'} (ignoreIndex)`;
    throw new ArgumentError(
      `${owner}: ${name}: class ${label} at position ${i} is out of range; allowed: 0 to ${classes - 1}${ignored}`,
    );
  }
}

/** The labels limited to the classes there are, and a factor that is NaN where that changed one. */
export function insideClasses(labels: Tensor, classes: number, dtype: DType): { inside: Tensor; factor: Tensor } {
  const inside = clip(labels, 0, classes - 1);
  // On indices out of range engines differ.
  const nan = tensor(Number.NaN, { dtype, allowNonFinite: true });
  return { inside, factor: where(equal(labels, inside), 1, nan) };
}

/** The value of each label's class, without the class axis; NaN, with its gradient, for a class that is not there. */
export function pick(values: Tensor, labels: Tensor, axis: number): Tensor {
  const { inside, factor } = insideClasses(labels, values.shape[axis]!, values.dtype);
  return mul(squeeze(takeAlongAxis(values, expandDims(inside, axis), axis), axis), factor);
}
