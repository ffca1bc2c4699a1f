import type { Primitive } from '../primitive.js';
import { apply, type Tensor } from '../tensor.js';

type None = Record<string, never>;

export const stopGradientPrimitive: Primitive<None> = {
  name: 'stopGradient',
  infer: ([x]) => ({ shape: x!.shape, dtype: x!.dtype }),
  kernel: ([x]) => x!.data,
};

/** A second name for a value, so that a derivative can be taken with respect to this use of it alone. */
export const aliasPrimitive: Primitive<None> = {
  name: 'alias',
  infer: ([x]) => ({ shape: x!.shape, dtype: x!.dtype }),
  vjp: (g) => [() => g],
  kernel: ([x]) => x!.data,
};

export const barrierPrimitive: Primitive<None> = {
  name: 'barrier',
  infer: ([x]) => ({ shape: x!.shape, dtype: x!.dtype }),
  vjp: (g) => [() => g, null],
  kernel: ([x]) => x!.data,
};

/** x, taken as a constant by every derivative. */
export function stopGradient(x: Tensor): Tensor {
  return apply(stopGradientPrimitive, [x], {});
}

/** @internal x under a fresh name. */
export function alias(x: Tensor): Tensor {
  return apply(aliasPrimitive, [x], {});
}

/** @internal x, but not before `after` has been computed, and never merged with x's other uses. */
export function barrier(x: Tensor, after: Tensor): Tensor {
  return apply(barrierPrimitive, [x, after], {});
}
