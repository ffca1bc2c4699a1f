import { ArgumentError, concat, ShapeError, showShape, split } from '@saddlepoint/tensor';
import type { Initializer } from './initializer.js';
import { requireCount, requireInitializer } from './internal/check.js';

/**
 * A parameter of several parts on top of each other along its first axis, each drawn by itself with its own fans: fused
 * query, key and value [3 · width, width], the gates of an LSTM [4 · hidden, in], the groups of a convolution
 * [out, in / groups, ...kernel].
 *
 * @param parts how many, from 1 up; or an initializer for each part.
 * @throws ArgumentError for parts that are neither; ShapeError when they do not divide the first axis.
 */
export function stacked(parts: number, initializer: Initializer): Initializer;
export function stacked(parts: readonly Initializer[]): Initializer;
export function stacked(parts: number | readonly Initializer[], initializer?: Initializer): Initializer {
  const each = typeof parts === 'number' ? repeated(parts, initializer) : parts;
  if (!Array.isArray(each) || each.length === 0) {
    throw new ArgumentError('stacked: parts must be a number or a list of initializers');
  }
  each.forEach((part, i) => {
    requireInitializer('stacked', `part ${i}`, part);
  });
  return (key, shape, fans) => {
    const rows = (shape[0] ?? Number.NaN) / each.length;
    if (!Number.isInteger(rows)) {
      throw new ShapeError(`stacked: ${each.length} parts do not divide the first axis of ${showShape(shape)}`);
    }
    const own = fans && { fanIn: fans.fanIn, fanOut: fans.fanOut / each.length };
    const keys = split(key, each.length);
    const made = each.map((part, i) => part(keys[i]!, [rows, ...shape.slice(1)], own));
    return made.length === 1 ? made[0]! : concat(made, 0);
  };
}

function repeated(count: number, initializer: Initializer | undefined): Initializer[] {
  requireCount('stacked', 'parts', count);
  requireInitializer('stacked', 'initializer', initializer);
  return new Array<Initializer>(count).fill(initializer!);
}
