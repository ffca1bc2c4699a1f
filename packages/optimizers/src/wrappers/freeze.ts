import { ArgumentError, zerosLike } from '@saddlepoint/tensor';
import { requireTransform } from '../internal/check.js';
import { matcher, pathsOf, requireSome } from '../internal/match.js';
import { onSome } from '../internal/on-some.js';
import { showPaths } from '../internal/trees.js';
import type { Match, Transform } from '../transform.js';

/**
 * `inner` without the parameters that match: their updates are 0, whatever their gradients, and they have no state.
 *
 * Their gradients are still part of the graph until it is cleaned up: what only they need is then not computed.
 *
 * @throws ArgumentError, listing the paths, when nothing matches, or everything.
 */
export function freeze(inner: Transform, match: Match): Transform {
  const matches = matcher('freeze', match);
  requireTransform('freeze', 'inner', inner);
  const trained = (params: unknown): ReadonlySet<string> => {
    requireSome('freeze: the mask', pathsOf(params, matches), params);
    const paths = pathsOf(params, (param, path) => !matches(param, path));
    if (paths.length > 0) return new Set(paths);
    throw new ArgumentError(`freeze: the mask matches every parameter; nothing is left to train: ${showPaths(params)}`);
  };
  return onSome(inner, trained, zerosLike);
}
