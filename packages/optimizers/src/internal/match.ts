import { ArgumentError, type Tensor, tree } from '@saddlepoint/tensor';
import type { Match } from '../transform.js';
import { showPaths } from './trees.js';

/** A {@link Match} as a test. @throws ArgumentError for anything else. */
export function matcher(owner: string, match: Match): (param: Tensor, path: string) => boolean {
  if (typeof match === 'function') return match;
  // `search` ignores the state that `test` keeps in a global expression.
  if (match instanceof RegExp) return (_param, path) => path.search(match) >= 0;
  if (match === '**') return () => true;
  if (typeof match === 'string') {
    const pattern = patternOf(match);
    return (_param, path) => pattern.test(`${path}.`);
  }
  throw new ArgumentError(`${owner}: ${String(match)} must be a pattern of paths, a regular expression or a function`);
}

/** The expression for a path with a dot at its end, so that `**` may stand for no name at all. */
function patternOf(glob: string): RegExp {
  const source = glob
    .replace(/[+?^${}()|[\]\\]/g, '\\$&')
    .split('.')
    .map((name) => (name === '**' ? '(?:[^.]+\\.)*' : `${name.replaceAll('*', '[^.]*')}\\.`))
    .join('');
  return new RegExp(`^${source}$`);
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
