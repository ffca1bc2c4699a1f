import { numberOf } from './attributes.js';
import type { Emit } from './emitter.js';

const iota: Emit = (e, node) => {
  const at = (value: number) => e.scalar(value, 'int32');
  return e.node('Range', [at(0), at(numberOf(node, 'size')), at(1)]);
};

/**
 * x once `after` is known: x · 1, where the 1 is computed as 1 + 0 · ⌊an element of `after`⌋, in integers so that a NaN
 * does no harm. A Reshape to a shape computed likewise would move no data, but the engine fuses a Reshape with the next
 * one and drops what its shape depends on.
 */
const barrier: Emit = (e, node, [x, after]) => {
  const one = e.once(`after ${after!.name} ${node.dtype}`, () => {
    const flat = e.reshape(after!.name, [-1]);
    const element = e.node('Slice', [flat, e.int64([0]), e.int64([1])]);
    const zero = e.node('Mul', [e.cast(element, 'int32'), e.scalar(0, 'int32')]);
    return e.cast(e.reshape(e.node('Add', [zero, e.scalar(1, 'int32')]), []), node.dtype);
  });
  return e.node(node.dtype === 'bool' ? 'And' : 'Mul', [x!.name, one]);
};

export const control: Record<string, Emit> = { iota, barrier };
