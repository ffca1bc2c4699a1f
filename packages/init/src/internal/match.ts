import { ArgumentError, showValue, type Tensor } from '@saddlepoint/tensor';

/**
 * Which parameters: a pattern of paths such as `blocks.*.attention.**` (`*` stands for part of a name, `**` for any number
 * of names), a regular expression on the path, or a test.
 */
export type Match = string | RegExp | ((param: Tensor, path: string) => boolean);

/** A {@link Match} as a test. @throws ArgumentError for anything else. */
export function matcher(owner: string, match: Match): (param: Tensor, path: string) => boolean {
  if (typeof match === 'function') return match;
  if (match instanceof RegExp) return (_param, path) => path.search(match) >= 0;
  if (typeof match !== 'string') {
    throw new ArgumentError(
      `${owner}: match must be a pattern of paths, a regular expression or a function, got ${showValue(match)}`,
    );
  }
  const names = match.split('.');
  return (_param, path) => fits(names, path === '' ? [] : path.split('.'));
}

function fits([name, ...rest]: readonly string[], path: readonly string[]): boolean {
  if (name === undefined) return path.length === 0;
  if (name === '**') return path.some((_, i) => fits(rest, path.slice(i))) || fits(rest, []);
  return path.length > 0 && fitsName(name, path[0]!) && fits(rest, path.slice(1));
}

/** Whether the pieces between stars follow each other in `text`. */
function fitsName(pattern: string, text: string): boolean {
  const escaped = pattern.split('*').map((piece) => piece.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${escaped.join('.*')}$`).test(text);
}
