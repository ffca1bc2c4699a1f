import { add, div, maximum, type Tensor } from '@saddlepoint/tensor';

/** min(1, max / (norm + ε)), written so that it is never above 1 and never divides by 0. */
export function clipFactor(norm: Tensor, max: number, eps: number): Tensor {
  return div(max, maximum(add(norm, eps), max));
}
