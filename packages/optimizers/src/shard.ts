import { ArgumentError, TreeError, tree, zerosLike } from '@saddlepoint/tensor';
import { requireCount, requireTransform } from './internal/check.js';
import { onSome } from './internal/on-some.js';
import { listPaths, mapTensors } from './internal/trees.js';
import type { ShardPlan } from './shard-plan.js';
import type { Transform } from './transform.js';

/**
 * `inner` for the parameters that one rank of a plan owns: no state for the others, and updates of 0, so that the sum of all
 * ranks' updates is the whole update.
 *
 * What looks at all parameters together, such as `clipByGlobalNorm`, belongs outside:
 * `chain(clipByGlobalNorm(1), shard(adamw(), plan, rank))`. A mask or group of `inner` has to match some parameter of the
 * rank's own, so put a `shard` into each group of a partition, not a partition into a shard.
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
