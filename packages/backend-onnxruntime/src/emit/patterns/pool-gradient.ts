import { type GraphNode, sameShape } from '@saddlepoint/tensor';
import { numbersOf, pairsOf } from '../attributes.js';
import type { Emitter, Operand } from '../emitter.js';

/** Whether windows are the quarters of a plane cut without remainder: 2 × 2, side by side, no padding. */
export function isQuartering(pool: GraphNode, spatial: readonly number[]): boolean {
  const twos = [...numbersOf(pool, 'kernel'), ...numbersOf(pool, 'strides')];
  return (
    spatial.length === 2 &&
    twos.every((n) => n === 2) &&
    numbersOf(pool, 'dilations').every((n) => n === 1) &&
    pairsOf(pool, 'padding').every(([low, high]) => low + high === 0) &&
    spatial.every((size) => size % 2 === 0)
  );
}

/** Whether no element lies in two windows. */
export function isDisjoint(pool: GraphNode): boolean {
  const strides = numbersOf(pool, 'strides');
  const dilations = numbersOf(pool, 'dilations');
  return numbersOf(pool, 'kernel').every((k, i) => dilations[i]! * (k - 1) + 1 <= strides[i]!);
}

/**
 * The gradient of 2 × 2 pooling by comparing neighbours: first the two rows' maxima share g between them, then the two
 * columns of each row. The first of equals wins, as it does in the pool. Splits and joins of pairs are fast; finding
 * positions in the forward pass is not.
 */
export function quarterGradient(e: Emitter, x: Operand, g: Operand): string {
  const [batch, channels, height, width] = x.shape as [number, number, number, number];
  const planes = batch * channels;
  const [left, right] = e.nodeWith(
    'Split',
    [e.reshape(x.name, [planes * height * (width / 2), 2])],
    { axis: 1, num_outputs: 2 },
    2,
  ) as [string, string];
  const rows = e.reshape(e.node('Max', [left, right]), [planes * (height / 2), width]);
  const [top, bottom] = e.nodeWith('Split', [rows], { axis: 1, num_outputs: 2 }, 2) as [string, string];
  const first = (a: string, b: string) => e.cast(e.node('GreaterOrEqual', [a, b]), x.dtype);
  const whole = e.reshape(g.name, [planes * (height / 2), width / 2]);
  const toTop = e.node('Mul', [whole, first(top, bottom)]);
  const both = e.node('Concat', [toTop, e.node('Sub', [whole, toTop])], { axis: 1 });
  const pairs = e.reshape(both, [planes * height * (width / 2), 1]);
  const toLeft = e.node('Mul', [pairs, first(left, right)]);
  return e.reshape(e.node('Concat', [toLeft, e.node('Sub', [pairs, toLeft])], { axis: 1 }), x.shape);
}

/** Whether the positions were found by pooling `x` in the same way as the gradient is taken. */
export function sameWindows(unpool: GraphNode, indices: Operand, x: Operand): boolean {
  const keys = ['kernel', 'strides', 'padding', 'dilations'];
  const text = (node: GraphNode) => JSON.stringify(keys.map((key) => node.attributes[key]));
  return sameShape(x.shape, unpool.shape) && text(unpool) === text(indices.node);
}
