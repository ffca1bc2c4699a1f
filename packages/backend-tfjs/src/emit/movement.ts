import { type Shape, sizeOf } from '@saddlepoint/tensor';
import { groupAxes, MOST_AXES, mergeAxes, trailing } from './axes.js';
import { halves } from './dtype.js';
import type { Emit, Emitter } from './emitter.js';
import * as m from './math.js';
import type { Value } from './program.js';

type SliceAttributes = { starts: readonly number[]; limits: readonly number[]; strides: readonly number[] };
type PadAttributes = { low: readonly number[]; high: readonly number[]; interior: readonly number[]; value: number };

const reshape: Emit = (e, node, [x]) => e.reshape(x!, node.shape);

const transpose: Emit = (e, node, [x]) =>
  m.transpose(e, x!, (node.attributes as { permutation: readonly number[] }).permutation);

const broadcastTo: Emit = (e, node, [x]) => m.broadcastTo(e, x!, node.shape);

const slice: Emit = (e, node, [x]) => {
  const { starts, strides } = node.attributes as SliceAttributes;
  return stridedSlice(e, x!, starts, strides, node.shape);
};

/** `shape` elements of x from `starts`, `strides` apart. */
export function stridedSlice(
  e: Emitter,
  x: Value,
  starts: readonly number[],
  strides: readonly number[],
  shape: Shape,
): Value {
  const stepped = strides.map((s, i) => (shape[i]! > 1 ? s : 1));
  if (stepped.every((s) => s === 1)) return m.slice(e, x, starts, shape);
  if (e.engine.slowPlaces || x.dtype === 'bool' || shape.length > MOST_AXES) {
    const cut = m.slice(
      e,
      x,
      starts,
      shape.map((d, i) => (d - 1) * stepped[i]! + 1),
    );
    return stepped.reduce((part, step, axis) => everyNth(e, part, axis, step), cut);
  }
  const end = starts.map((start, i) => start + (shape[i]! - 1) * stepped[i]! + 1);
  const masks = { beginMask: 0, endMask: 0, ellipsisMask: 0, newAxisMask: 0, shrinkAxisMask: 0 };
  return e.run('StridedSlice', { x }, { begin: [...starts], end, strides: stepped, ...masks }, shape);
}

/** The first element along `axis` and every `step`-th after it, by whole blocks. The last element must be among them. */
function everyNth(e: Emitter, x: Value, axis: number, step: number): Value {
  if (step === 1) return x;
  const [before, after] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)];
  const [outer, inner, count] = [sizeOf(before), sizeOf(after), (x.shape[axis]! - 1) / step + 1];
  const rows = e.reshape(x, [outer, x.shape[axis]! * inner]);
  const blocks = e.reshape(padded(e, rows, [0, 0], [0, (step - 1) * inner], 0), [outer * count, step * inner]);
  return e.reshape(m.slice(e, blocks, [0, 0], [outer * count, inner]), [...before, count, ...after]);
}

const pad: Emit = (e, node, [x]) => {
  const { low, high, interior, value } = node.attributes as PadAttributes;
  const fill = node.dtype === 'float16' ? halves(Float32Array.of(value))[0]! : value;
  return padded(e, spread(e, x!, interior, fill), low, high, fill);
};

/** x with `value` around it. */
export function padded(e: Emitter, x: Value, low: readonly number[], high: readonly number[], value: number): Value {
  if ([...low, ...high].every((n) => n === 0)) return x;
  const shape = x.shape.map((d, i) => low[i]! + d + high[i]!);
  // Axes without padding join the one before.
  const groups = trailing(shape.map((d, i) => d === x.shape[i]));
  const inner = (axes: readonly number[]) => sizeOf(axes.slice(1).map((axis) => shape[axis]!));
  const paddings = groups.map((axes) => [low[axes[0]!]! * inner(axes), high[axes[0]!]! * inner(axes)]);
  const source = e.reshape(x, mergeAxes(x.shape, groups));
  const attributes = { paddings, constantValue: value };
  return e.reshape(e.run('PadV2', { x: source }, attributes, mergeAxes(shape, groups)), shape);
}

/** x with `interior` values between neighbours. */
export function spread(e: Emitter, x: Value, interior: readonly number[], value: number): Value {
  return interior.reduce((part, gap, axis) => (gap === 0 ? part : spreadAxis(e, part, axis, gap, value)), x);
}

/** Each element gets its gap after it; the gap after the last is cut off. */
function spreadAxis(e: Emitter, x: Value, axis: number, gap: number, value: number): Value {
  const size = x.shape[axis]!;
  if (size <= 1) return x;
  const [before, after] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)];
  const [outer, inner] = [sizeOf(before), sizeOf(after)];
  const wide = padded(e, e.reshape(x, [outer * size, inner]), [0, 0], [0, gap * inner], value);
  const rows = e.reshape(wide, [outer, size * (gap + 1) * inner]);
  const length = size + (size - 1) * gap;
  return e.reshape(m.slice(e, rows, [0, 0], [outer, length * inner]), [...before, length, ...after]);
}

const concat: Emit = (e, node, operands) => m.concat(e, operands, (node.attributes as { axis: number }).axis);

const flip: Emit = (e, node, [x]) => {
  const { axes } = node.attributes as { axes: readonly number[] };
  const dims = axes.filter((axis) => x!.shape[axis]! > 1);
  if (dims.length === 0) return x!;
  const groups = groupAxes(x!.shape.map((_, i) => dims.includes(i)));
  const merged = mergeAxes(node.shape, groups);
  const turned = groups.flatMap(([first], i) => (dims.includes(first!) ? [i] : []));
  const reverse = (operand: Value) =>
    e.reshape(e.run('Reverse', { x: e.reshape(operand, merged) }, { dims: turned }, merged), node.shape);
  // The wasm engine's Reverse writes four bytes for each bool.
  return x!.dtype === 'bool' ? m.notEqual(e, reverse(m.cast(e, x!, 'int32')), 0) : reverse(x!);
};

export const movements: Record<string, Emit> = { reshape, transpose, broadcastTo, slice, pad, concat, flip };
