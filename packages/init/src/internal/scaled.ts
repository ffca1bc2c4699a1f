import { normal, type Shape, type Tensor, truncatedNormal, uniform } from '@saddlepoint/tensor';

/** What random weights are drawn from. */
export type Distribution = 'normal' | 'truncatedNormal' | 'uniform';

export const distributions: readonly Distribution[] = ['normal', 'truncatedNormal', 'uniform'];

/** Standard deviation of a standard normal cut at ±2. */
const cutStd = 0.8796256610342398;

/** Draws with mean 0 and exactly this standard deviation; the truncated normal is cut at ±2 before it is stretched. */
export function scaled(distribution: Distribution, key: Tensor, shape: Shape, std: number): Tensor {
  if (distribution === 'normal') return normal(key, shape, { std });
  if (distribution === 'truncatedNormal') return truncatedNormal(key, shape, { std: std / cutStd });
  const bound = Math.sqrt(3) * std;
  return uniform(key, shape, { min: -bound, max: bound });
}
