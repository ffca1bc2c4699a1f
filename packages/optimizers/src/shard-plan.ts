import { ArgumentError, byteSize, type Tensor, tree } from '@saddlepoint/tensor';
import { requirePositiveCount } from './internal/check.js';

/** Which rank owns which parameters. */
export interface ShardPlan {
  /** The rank of each parameter, by path. */
  readonly owner: Readonly<Record<string, number>>;
  /** What each rank owns: its paths, in alphabetical order, and their bytes. */
  readonly ranks: readonly { readonly paths: readonly string[]; readonly bytes: number }[];
  /** The largest share over the mean one: 1 is perfect, 1.2 means that the others wait for a fifth of the time. */
  readonly imbalance: number;
}

/**
 * ZeRO stage 1: shares the parameters out among ranks, so that each keeps optimizer state for its own ones only:
 * `shard` is what a rank runs.
 *
 * The largest parameter first, each to the rank with the least so far: never more than 4/3 of the best plan. Whole
 * parameters only; one that is larger than the mean share sets the imbalance. A pure function of paths and sizes, equal
 * on every rank and for every order of the parameters.
 *
 * @param params the parameters; only their shapes and dtypes are read.
 * @param ranks at least 1; ranks beyond the number of parameters own nothing.
 * @throws ArgumentError for a number of ranks that is not a whole number from 1 up.
 * Source: Rajbhandari, Rasley, Ruwase, He, "ZeRO" (2019), arXiv:1910.02054; Graham (1969).
 */
export function shardPlan(params: unknown, ranks: number): ShardPlan {
  requirePositiveCount('shardPlan', 'ranks', ranks);
  if (params === undefined || params === null)
    throw new ArgumentError(`shardPlan: params are ${params}; give a tree of tensors`);
  const leaves = (tree.flatten(params) as { path: string; leaf: Tensor }[])
    .map(({ path, leaf }) => ({ path, bytes: byteSize(leaf.dtype) * leaf.size }))
    .sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1));
  const shares = Array.from({ length: ranks }, () => ({ paths: [] as string[], bytes: 0 }));
  const owner: Record<string, number> = {};
  for (const { path, bytes } of leaves) {
    const rank = shares.reduce((best, share, i) => (share.bytes < shares[best]!.bytes ? i : best), 0);
    owner[path] = rank;
    shares[rank]!.paths.push(path);
    shares[rank]!.bytes += bytes;
  }
  const total = shares.reduce((sum, { bytes }) => sum + bytes, 0);
  const largest = Math.max(...shares.map(({ bytes }) => bytes));
  for (const share of shares) share.paths.sort();
  return { owner, ranks: shares, imbalance: total === 0 ? 1 : (largest * ranks) / total };
}
