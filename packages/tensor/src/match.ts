import type { Tensor } from './tensor.js';

/**
 * Which parameters: a pattern of paths such as `blocks.*.attention.**` (`*` stands for part of a name, `**` for any number
 * of names), a regular expression on the path, or a test.
 */
export type Match = string | RegExp | ((param: Tensor, path: string) => boolean);

/** A {@link Match} as a test of a leaf and its path; undefined for what is none, so that callers can name their argument. */
export function matcherOf(match: Match): ((param: Tensor, path: string) => boolean) | undefined {
  if (typeof match === 'function') return match;
  // `search` ignores the state that `test` keeps in a global expression.
  if (match instanceof RegExp) return (_param, path) => path.search(match) >= 0;
  if (match === '**') return () => true;
  if (typeof match !== 'string') return undefined;
  const pattern = patternOf(match);
  return (_param, path) => pattern.test(`${path}.`);
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
