import { ArgumentError, mean, sum, type Tensor } from '@saddlepoint/tensor';

/** What becomes of the single losses: left alone, averaged or added up. */
export type Reduction = 'none' | 'mean' | 'sum';

/** @throws ArgumentError for another name. */
export function requireReduction(owner: string, reduction: Reduction): void {
  if (['none', 'mean', 'sum'].includes(reduction)) return;
  throw new ArgumentError(`${owner}: reduction '${reduction}' is unknown; allowed: none, mean, sum`);
}

/** The single losses, their mean or their sum. */
export function reduce(losses: Tensor, reduction: Reduction): Tensor {
  if (reduction === 'none') return losses;
  return reduction === 'mean' ? mean(losses) : sum(losses);
}
