import { ArgumentError, byteSize, type Tensor, TreeError, tree, zerosLike } from '@saddlepoint/tensor';
import { requireCount, requirePositiveCount, requireTransform } from './internal/check.js';
import { onSome } from './internal/on-some.js';
import { listPaths, mapTensors } from './internal/trees.js';
import type { Transform } from './transform.js';

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
 * {@link shard} is what a rank runs.
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

/**
 * `inner` for the parameters that one rank of a plan owns: no state for the others, and updates of 0, so that the sum of all
 * ranks' updates is the whole update.
 *
 * What looks at all parameters together, such as {@link clipByGlobalNorm}, belongs outside:
 * `chain(clipByGlobalNorm(1), shard(adamw(), plan, rank))`. A mask or group of `inner` has to match some parameter of the
 * rank's own, so put a `shard` into each group of a {@link partition}, not a partition into a shard.
 *
 * @param rank from 0 up; one that owns nothing has neither state nor updates.
 * @throws ArgumentError for a rank that the plan does not have; TreeError, listing the paths, for parameters that are not
 *   in the plan.
 */
export function shard(inner: Transform, plan: ShardPlan, rank: number): Transform {
  requireTransform('shard', 'inner', inner);
  if (!plan.ranks[requireCount('shard', 'rank', rank)]) {
    throw new ArgumentError(`shard: rank ${rank} must be below the plan's ${plan.ranks.length} ranks`);
  }
  const ownOf = (params: unknown): ReadonlySet<string> => {
    const paths = tree.flatten(params).map(({ path }) => path);
    const strange = paths.filter((path) => plan.owner[path] === undefined);
    if (strange.length > 0) throw new TreeError(`shard: not in the plan: ${listPaths(strange)}`);
    return new Set(paths.filter((path) => plan.owner[path] === rank));
  };
  const own = onSome(inner, ownOf, zerosLike);
  return {
    name: inner.name,
    init: (params) => (ownOf(params).size === 0 ? {} : own.init(params)),
    update(grads, state, params, extras) {
      if (ownOf(params).size > 0) return own.update(grads, state, params, extras);
      return { updates: mapTensors('shard: gradients', grads, zerosLike), state: {} };
    },
  };
}
