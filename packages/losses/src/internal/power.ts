import { exp, less, log, mul, onesLike, pow, type Tensor, where } from '@saddlepoint/tensor';

/** xᵖ for x ≥ 0 and a number p ≥ 0, with all derivatives 0 where x is 0 and pow's would be infinite. */
export function power(x: Tensor, p: number): Tensor {
  if (Number.isInteger(p) && p >= 1 && p <= 3) return pow(x, p);
  if (p === 0) return onesLike(x);
  const positive = less(0, x);
  return where(positive, exp(mul(log(where(positive, x, 1)), p)), 0);
}
