import { ArgumentError, type Match, matcherOf, showValue, type Tensor } from '@saddlepoint/tensor';

export type { Match } from '@saddlepoint/tensor';

/** A {@link Match} as a test. @throws ArgumentError for anything else. */
export function matcher(owner: string, match: Match): (param: Tensor, path: string) => boolean {
  const matches = matcherOf(match);
  if (matches) return matches;
  throw new ArgumentError(
    `${owner}: match must be a pattern of paths, a regular expression or a function, got ${showValue(match)}`,
  );
}
