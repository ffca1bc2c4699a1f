import { type Shape, sizeOf } from '@saddlepoint/tensor';

/** How a smaller operand is read: element i of the result reads element ⌊i / repeat⌋ mod count. */
export interface Pattern {
  readonly repeat: number;
  readonly count: number;
}

/**
 * The pattern in which an operand of shape `from` broadcasts to `to`; undefined where its axes are not neighbours, as in
 * [4, 1, 3] to [4, 2, 3].
 */
export function patternOf(from: Shape, to: Shape): Pattern | undefined {
  const lead = to.length - from.length;
  const first = from.findIndex((d) => d > 1);
  if (first < 0) return { repeat: sizeOf(to), count: 1 };
  const last = from.findLastIndex((d) => d > 1);
  for (let axis = first; axis <= last; axis++) if (from[axis] !== to[lead + axis]) return undefined;
  return { repeat: sizeOf(to.slice(lead + last + 1)), count: sizeOf(from) };
}
