import {
  add,
  broadcastTo,
  cast,
  checkOptions,
  DTypeError,
  maximum,
  requireTensor,
  ShapeError,
  showShape,
  sum,
  type Tensor,
  where,
} from '@saddlepoint/tensor';
import { type Reduction, reduce, requireReduction } from './reduction.js';

/** What every loss takes. */
export interface LossOptions {
  /**
   * `mean` over the losses that count (default; 0 if none does), their `sum`, or `none`: all of them, 0 where masked.
   */
  reduction?: Reduction;
  /**
   * Bool, of the losses' shape or broadcasting to it: losses count where it is true. Inputs elsewhere must be finite.
   */
  mask?: Tensor;
}

/** @param own options of this loss alone. @throws ArgumentError for unknown options or reductions. */
export function checkLossOptions(owner: string, options: LossOptions, own: readonly string[] = []): void {
  checkOptions(owner, options, [...own, 'reduction', 'mask']);
  const { reduction = 'mean' } = options;
  requireReduction(owner, reduction);
}

/** Single losses, masked and reduced. */
export function finish(owner: string, losses: Tensor, options: LossOptions): Tensor {
  const { reduction = 'mean', mask } = options;
  if (mask === undefined) return reduce(losses, reduction);
  const counts = requireMask(owner, mask, losses);
  const kept = where(counts, losses, 0);
  if (reduction !== 'mean') return reduce(kept, reduction);
  return sum(kept).div(maximum(sum(cast(counts, losses.dtype)), 1));
}

/** The mask in the losses' shape. @throws DTypeError unless bool; ShapeError where it does not broadcast. */
export function requireMask(owner: string, mask: Tensor, losses: Tensor): Tensor {
  requireTensor(owner, 'mask', mask);
  if (mask.dtype !== 'bool')
    throw new DTypeError(`${owner}: mask of dtype ${mask.dtype} must be bool: mask.cast('bool')`);
  const at = losses.rank - mask.rank;
  if (at < 0 || mask.shape.some((d, i) => d !== 1 && d !== losses.shape[at + i])) {
    const shapes = `${showShape(mask.shape)} does not broadcast to the losses' shape ${showShape(losses.shape)}`;
    throw new ShapeError(`${owner}: mask ${shapes}`);
  }
  return broadcastTo(mask, losses.shape);
}

/** The sum of several terms. */
export const total = (terms: readonly Tensor[]): Tensor => terms.reduce(add);
