import { ShapeError } from '../errors.js';
import { add, mul, sub } from '../primitives/binary.js';
import { scatterAddPrimitive } from '../primitives/indexing.js';
import { less, notEqual, where } from '../primitives/logic.js';
import { exp, floor, log1p, neg, relu } from '../primitives/unary.js';
import { normalizeAxis, sameShape, showShape } from '../shape.js';
import { apply, requireOperand, type Tensor, type TensorLike } from '../tensor.js';

/** x². */
export function square(x: Tensor): Tensor {
  return mul(x, x);
}

/** Smallest integer not below x, as a float; no derivative. */
export function ceil(x: Tensor): Tensor {
  return neg(floor(neg(x)));
}

/** ln(1 + eˣ), without overflow. */
export function softplus(x: Tensor): Tensor {
  // −|x| as a choice: relu and abs have slope 0 at 0, where softplus has ½ (and a second derivative of ¼).
  return add(relu(x), log1p(exp(where(less(0, x), neg(x), x))));
}

/** Exactly one of both, for bools. */
export function logicalXor(a: TensorLike, b: TensorLike): Tensor {
  return notEqual(a, b);
}

/** start + weight · (end − start). */
export function lerp(start: TensorLike, end: TensorLike, weight: TensorLike): Tensor {
  return add(start, mul(weight, sub(end, start)));
}

/**
 * x with `updates` added to its slices along `axis` named by int32 `indices`; an index that occurs several times
 * receives every one of its updates. Updates have x's shape with the indices' shape in place of `axis`.
 */
export function scatterAdd(x: Tensor, indices: Tensor, updates: Tensor, axis = 0): Tensor {
  for (const operand of [x, indices, updates]) requireOperand('scatterAdd', operand);
  const at = normalizeAxis('scatterAdd', axis, x.rank);
  const expected = [...x.shape.slice(0, at), ...indices.shape, ...x.shape.slice(at + 1)];
  if (!sameShape(updates.shape, expected)) {
    throw new ShapeError(
      `scatterAdd: updates ${showShape(updates.shape)} for ${showShape(x.shape)} with indices ` +
        `${showShape(indices.shape)} at axis ${axis} must be ${showShape(expected)}`,
    );
  }
  return add(x, apply(scatterAddPrimitive, [updates, indices], { axis: at, size: x.shape[at]! }));
}
