import { div, maximum, norm, type Tensor } from '@saddlepoint/tensor';

/** Rows of length 1 along `axis`; rows shorter than eps are divided by eps, so that a row of zeros stays one. */
export function unit(x: Tensor, axis = -1, eps = 1e-8): Tensor {
  return div(x, maximum(norm(x, axis, { keepDims: true }), eps));
}
