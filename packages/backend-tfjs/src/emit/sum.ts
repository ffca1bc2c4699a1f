import { sizeOf } from '@saddlepoint/tensor';
import { groupAxes, mergeAxes } from './axes.js';
import type { Emit, Emitter } from './emitter.js';
import * as m from './math.js';
import { matmul3 } from './matmul.js';
import type { Value } from './program.js';

export const sum: Emit = (e, node, [x]) => {
  const { axes } = node.attributes as { axes: readonly number[] };
  return e.reshape(axes.length === 0 ? x! : sumOver(e, x!, axes), node.shape);
};

/** Sum over `axes`, which are removed. */
export function sumOver(e: Emitter, x: Value, axes: readonly number[]): Value {
  if (!e.engine.plainProducts || x.dtype !== 'float32') return m.reduce(e, 'Sum', x, axes);
  const shape = x.shape.filter((_, i) => !axes.includes(i));
  const groups = groupAxes(x.shape.map((_, i) => axes.includes(i)));
  const reduced = groups.map(([first]) => axes.includes(first!));
  const total = reduced.reduceRight(
    (part, isReduced, i) => (isReduced ? sumAxis(e, part, i) : part),
    e.reshape(x, mergeAxes(x.shape, groups)),
  );
  return e.reshape(total, shape);
}

/** The wasm engine adds up what lies in a row fast, and other axes by way of a transpose: a product with ones is faster. */
function sumAxis(e: Emitter, x: Value, axis: number): Value {
  const rest = x.shape.filter((_, i) => i !== axis);
  const count = x.shape[axis]!;
  if (axis === x.shape.length - 1) {
    // In two steps: rounding errors grow with the length of a sum.
    const block = blockOf(count);
    const rows = e.reshape(x, [sizeOf(rest), count / block, block]);
    const partial = m.reduce(e, 'Sum', rows, [2]);
    return e.reshape(count === block ? partial : m.reduce(e, 'Sum', partial, [1]), rest);
  }
  if (axis > 0) return m.reduce(e, 'Sum', x, [axis]);
  const block = blockOf(count);
  const partial = onesTimes(e, e.reshape(x, [block, (sizeOf(rest) * count) / block]));
  const total = count === block ? partial : onesTimes(e, e.reshape(partial, [count / block, sizeOf(rest)]));
  return e.reshape(total, rest);
}

/** The sum of the rows of a matrix. */
function onesTimes(e: Emitter, x: Value): Value {
  const [rows, columns] = x.shape as [number, number];
  const ones = e.once(`row of ones ${rows}`, () => e.constant(new Float32Array(rows).fill(1), [1, 1, rows], 'float32'));
  return matmul3(e, ones, e.reshape(x, [1, rows, columns]), false, false);
}

/** How many of `count` to add up first. */
function blockOf(count: number): number {
  return (count > 512 ? [256, 128, 64, 32, 16].find((block) => count % block === 0) : undefined) ?? count;
}
