import { ArgumentError, checkOptions, checkShape, concat, ShapeError, showShape, split } from '@saddlepoint/tensor';
import type { Initializer } from './initializer.js';
import { requireCount, requireInitializer } from './internal/check.js';

export interface StackedOptions {
  /** Along which the parts follow each other, the axis of their outputs; from the back if below 0. Default 0. */
  axis?: number;
}

/**
 * A parameter of several parts one after the other along its outputs, each drawn by itself with its own fans: fused query,
 * key and value [3 · width, width], the gates of an LSTM [4 · hidden, in], the groups of a convolution
 * [out, in / groups, ...kernel]; with `{ axis: -1 }` the same stored as [in, out].
 *
 * @param parts how many, from 1 up; or an initializer for each part.
 * @param options axis (default 0).
 * @throws ArgumentError for parts that are neither or an axis that is not there; ShapeError when they do not divide the axis.
 */
export function stacked(parts: number, initializer: Initializer, options?: StackedOptions): Initializer;
export function stacked(parts: readonly Initializer[], options?: StackedOptions): Initializer;
export function stacked(
  parts: number | readonly Initializer[],
  second?: Initializer | StackedOptions,
  third?: StackedOptions,
): Initializer {
  const counted = typeof parts === 'number';
  const each = counted ? repeated(parts, second) : parts;
  const options = counted ? third : (second as StackedOptions | undefined);
  checkOptions('stacked', options, ['axis']);
  if (!Array.isArray(each) || each.length === 0) {
    throw new ArgumentError('stacked: parts must be a number or a list of initializers');
  }
  each.forEach((part, i) => {
    requireInitializer('stacked', `part ${i}`, part);
  });
  return (key, shape, fans) => {
    checkShape('stacked', shape);
    const axis = axisOf(shape, options?.axis ?? 0);
    const size = shape[axis]! / each.length;
    if (!Number.isInteger(size)) {
      throw new ShapeError(`stacked: ${each.length} parts do not divide axis ${axis} of ${showShape(shape)}`);
    }
    const own = fans && { fanIn: fans.fanIn, fanOut: fans.fanOut / each.length };
    const keys = split(key, each.length);
    const made = each.map((part, i) => part(keys[i]!, shape.with(axis, size), own));
    return made.length === 1 ? made[0]! : concat(made, axis);
  };
}

function axisOf(shape: readonly number[], axis: number): number {
  const at = axis < 0 ? axis + shape.length : axis;
  if (Number.isInteger(at) && at >= 0 && at < shape.length) return at;
  throw new ArgumentError(`stacked: axis ${axis} is no axis of shape ${showShape(shape)}`);
}

function repeated(count: number, initializer: unknown): Initializer[] {
  requireCount('stacked', 'parts', count);
  requireInitializer('stacked', 'initializer', initializer);
  return new Array<Initializer>(count).fill(initializer as Initializer);
}
