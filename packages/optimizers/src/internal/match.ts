import { ArgumentError, type Match, matcherOf, showValue, type Tensor, tree } from '@saddlepoint/tensor';
import { showPaths } from './trees.js';

/** A {@link Match} as a test. @throws ArgumentError for anything else. */
export function matcher(owner: string, match: Match): (param: Tensor, path: string) => boolean {
  const matches = matcherOf(match);
  if (matches) return matches;
  throw new ArgumentError(
    `${owner}: ${showValue(match)} must be a pattern of paths, a regular expression or a function`,
  );
}

/** The paths of the parameters that `matches`, in order. */
export function pathsOf(params: unknown, matches: (param: Tensor, path: string) => boolean): string[] {
  const leaves = tree.flatten(params) as { leaf: unknown; path: string }[];
  return leaves.filter(({ leaf, path }) => matches(leaf as Tensor, path)).map(({ path }) => path);
}

/** @throws ArgumentError, listing the parameters, when there are none among `paths`. */
export function requireSome(what: string, paths: readonly string[], params: unknown): void {
  if (paths.length > 0) return;
  throw new ArgumentError(`${what} matches none of the parameters: ${showPaths(params)}`);
}
