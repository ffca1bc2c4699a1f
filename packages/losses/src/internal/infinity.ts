import { type DType, type Tensor, tensor } from '@saddlepoint/tensor';

/** −∞, the logarithm of no probability at all. */
export const minusInfinity = (dtype: DType): Tensor =>
  tensor(Number.NEGATIVE_INFINITY, { dtype, allowNonFinite: true });
