import { sizeOf } from '@saddlepoint/tensor';
import { conv2d, convFilter2d, convInput2d, type Window2d } from './conv2d.js';
import type { Emit, Emitter } from './emitter.js';
import { channelsFirst, channelsLast } from './layout.js';
import * as m from './math.js';
import { padded, spread, stridedSlice } from './movement.js';
import type { Value } from './program.js';

/** Strides, padding and dilations of each spatial axis. */
interface Window {
  readonly strides: readonly number[];
  readonly padding: readonly (readonly number[])[];
  readonly dilations: readonly number[];
  readonly groups: number;
}

const last2 = (a: Window): Window2d => ({
  strides: a.strides.slice(-2),
  padding: a.padding.slice(-2),
  dilations: a.dilations.slice(-2),
  groups: a.groups,
});

/** One spatial axis as two, the first of size 1. */
const widened = (a: Window): Window => ({
  strides: [1, ...a.strides],
  padding: [[0, 0], ...a.padding],
  dilations: [1, ...a.dilations],
  groups: a.groups,
});

const row = (e: Emitter, x: Value, at: number): Value =>
  e.reshape(x, [...x.shape.slice(0, at), 1, ...x.shape.slice(at)]);
const unrow = (e: Emitter, x: Value, at: number): Value =>
  e.reshape(x, [...x.shape.slice(0, at), ...x.shape.slice(at + 1)]);

/** Kernels [O, I, …k] as [...k, I, O]. */
function kernelLast(e: Emitter, w: Value): Value {
  const spatial = w.shape.slice(2).map((_, i) => i + 2);
  return e.once(`kernel ${w.slot}`, () => m.transpose(e, w, [...spatial, 1, 0]));
}

/** Kernels [...k, I, O] as [O, I, ...k]. */
function kernelFirst(e: Emitter, w: Value): Value {
  const rank = w.shape.length;
  return m.transpose(e, w, [rank - 1, rank - 2, ...w.shape.slice(2).map((_, i) => i)]);
}

const conv: Emit = (e, node, [x, w]) =>
  channelsFirst(e, convLast(e, channelsLast(e, x!), kernelLast(e, w!), node.attributes as unknown as Window));

const convInput: Emit = (e, node, [y, w]) => {
  const spatial = node.shape.slice(2);
  const a = node.attributes as unknown as Window;
  return channelsFirst(e, convInputLast(e, channelsLast(e, y!), kernelLast(e, w!), spatial, a));
};

const convFilter: Emit = (e, node, [x, y]) => {
  const kernel = node.shape.slice(2);
  const a = node.attributes as unknown as Window;
  return kernelFirst(e, convFilterLast(e, channelsLast(e, x!), channelsLast(e, y!), kernel, a));
};

/** x [N, …spatial, C] with w [...k, C / groups, O]. */
function convLast(e: Emitter, x: Value, w: Value, a: Window): Value {
  if (a.strides.length === 1) return unrow(e, convLast(e, row(e, x, 1), row(e, w, 0), widened(a)), 1);
  if (a.strides.length === 2) return conv2d(e, x, w, last2(a));
  const deep = padDepth(e, x, a);
  const depth = Math.floor((deep.shape[1]! - a.dilations[0]! * (w.shape[0]! - 1) - 1) / a.strides[0]!) + 1;
  const parts = taps(w.shape[0]!).map((tap) =>
    conv2d(e, planes(e, deep, tap, depth, a), kernelAt(e, w, tap), last2(a)),
  );
  return unmerge(e, total(e, parts), depth);
}

/** The input's cotangent [N, …spatial, C] for y [N, …windows, O]. */
function convInputLast(e: Emitter, y: Value, w: Value, spatial: readonly number[], a: Window): Value {
  if (spatial.length === 1) {
    return unrow(e, convInputLast(e, row(e, y, 1), row(e, w, 0), [1, ...spatial], widened(a)), 1);
  }
  if (spatial.length === 2) return convInput2d(e, y, w, spatial, last2(a));
  const [low, high] = a.padding[0]! as [number, number];
  const depth = y.shape[1]!;
  const parts = taps(w.shape[0]!).map((tap) => {
    const part = unmerge(e, convInput2d(e, merge(e, y), kernelAt(e, w, tap), spatial.slice(1), last2(a)), depth);
    const apart = spread(e, part, [0, a.strides[0]! - 1, 0, 0, 0], 0);
    const before = tap * a.dilations[0]!;
    const after = low + spatial[0]! + high - before - apart.shape[1]!;
    return padded(e, apart, [0, before, 0, 0, 0], [0, after, 0, 0, 0], 0);
  });
  return m.sliceAxis(e, total(e, parts), 1, low, spatial[0]!);
}

/** The kernel's cotangent [...k, C / groups, O]. */
function convFilterLast(e: Emitter, x: Value, y: Value, kernel: readonly number[], a: Window): Value {
  if (kernel.length === 1) {
    return unrow(e, convFilterLast(e, row(e, x, 1), row(e, y, 1), [1, ...kernel], widened(a)), 0);
  }
  if (kernel.length === 2) return convFilter2d(e, x, y, kernel, last2(a));
  const deep = padDepth(e, x, a);
  const parts = taps(kernel[0]!).map((tap) =>
    row(e, convFilter2d(e, planes(e, deep, tap, y.shape[1]!, a), merge(e, y), kernel.slice(1), last2(a)), 0),
  );
  return m.concat(e, parts, 0);
}

/** A convolution of volumes is a sum of convolutions of planes, one for each of the kernel's planes. */

const taps = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const total = (e: Emitter, parts: readonly Value[]): Value => parts.reduce((sum, x) => m.add(e, sum, x));
const kernelAt = (e: Emitter, w: Value, tap: number): Value => unrow(e, m.sliceAxis(e, w, 0, tap, 1), 0);

const padDepth = (e: Emitter, x: Value, a: Window): Value => {
  const [low, high] = a.padding[0]! as [number, number];
  return padded(e, x, [0, low, 0, 0, 0], [0, high, 0, 0, 0], 0);
};

/** [N, D, H, W, C] as [N · D, H, W, C], and back. */
const merge = (e: Emitter, x: Value): Value => e.reshape(x, [sizeOf(x.shape.slice(0, 2)), ...x.shape.slice(2)]);
const unmerge = (e: Emitter, x: Value, depth: number): Value =>
  e.reshape(x, [x.shape[0]! / depth, depth, ...x.shape.slice(1)]);

/** The planes that one of the kernel's planes meets. */
function planes(e: Emitter, deep: Value, tap: number, depth: number, a: Window): Value {
  const starts = [0, tap * a.dilations[0]!, 0, 0, 0];
  const shape = [deep.shape[0]!, depth, ...deep.shape.slice(2)];
  return merge(e, stridedSlice(e, deep, starts, [1, a.strides[0]!, 1, 1, 1], shape));
}

export const convs: Record<string, Emit> = { conv, convInput, convFilter };
