import { sizeOf } from '@saddlepoint/tensor';
import type { Emitter } from './emitter.js';
import * as m from './math.js';
import { matmul3 } from './matmul.js';
import { padded, spread, stridedSlice } from './movement.js';
import type { Value } from './program.js';
import { sumOver } from './sum.js';

export interface Window2d {
  readonly strides: readonly number[];
  readonly padding: readonly (readonly number[])[];
  readonly dilations: readonly number[];
  readonly groups: number;
}

const ones = (list: readonly number[]): boolean => list.every((v) => v === 1);

/** x [N, H, W, C] with w [kH, kW, C / groups, O]. */
export function conv2d(e: Emitter, x: Value, w: Value, a: Window2d): Value {
  const [kh, kw, perGroup, filters] = w.shape as [number, number, number, number];
  if (a.groups > 1 && perGroup > 1) {
    return byGroup(e, a, (part) => conv2d(e, part(x), part(w), { ...a, groups: 1 }));
  }
  // No kernel takes strides and dilations at once: zeros between the taps instead.
  if (!ones(a.strides) && !ones(a.dilations)) {
    const wide = spread(e, w, [a.dilations[0]! - 1, a.dilations[1]! - 1, 0, 0], 0);
    return conv2d(e, x, wide, { ...a, dilations: [1, 1] });
  }
  const spatial = [kh, kw].map((k, i) => {
    const [low, high] = a.padding[i]! as [number, number];
    return Math.floor((x.shape[i + 1]! + low + high - a.dilations[i]! * (k - 1) - 1) / a.strides[i]!) + 1;
  });
  const shape = [x.shape[0]!, ...spatial, filters];
  if (a.groups > 1) {
    const filter = e.reshape(w, [kh, kw, a.groups, filters / a.groups]);
    return e.run('DepthwiseConv2dNative', { x, filter }, attributesOf(a), shape);
  }
  return e.run('Conv2D', { x, filter: w }, attributesOf(a), shape);
}

const attributesOf = (a: Window2d): object => ({
  strides: [...a.strides],
  pad: [[0, 0], ...a.padding.map((p) => [...p]), [0, 0]],
  dilations: [...a.dilations],
  dataFormat: 'NHWC',
});

/** Runs `write` for each group's share of the channels, and joins the results. `part` gives the share of an operand. */
function byGroup(e: Emitter, { groups }: Window2d, write: (part: (x: Value) => Value) => Value): Value {
  const parts = Array.from({ length: groups }, (_, group) =>
    write((x) => {
      const axis = x.shape.length - 1;
      const share = x.shape[axis]! / groups;
      return m.sliceAxis(e, x, axis, group * share, share);
    }),
  );
  return m.concat(e, parts, parts[0]!.shape.length - 1);
}

/**
 * The cotangent of x [N, …spatial, C] for y [N, …windows, O]: the convolution of y, with zeros between its elements for
 * strides, with the flipped kernel.
 */
export function convInput2d(e: Emitter, y: Value, w: Value, spatial: readonly number[], a: Window2d): Value {
  const [kh, kw, perGroup, filters] = w.shape as [number, number, number, number];
  const multiplier = filters / a.groups;
  if (a.groups > 1 && (perGroup > 1 || multiplier > 1)) {
    return byGroup(e, a, (part) => convInput2d(e, part(y), part(w), spatial, { ...a, groups: 1 }));
  }
  const apart = spread(e, y, [0, a.strides[0]! - 1, a.strides[1]! - 1, 0], 0);
  const padding = [kh, kw].map((k, i) => {
    const reach = a.dilations[i]! * (k - 1);
    const low = reach - a.padding[i]![0]!;
    return [low, spatial[i]! + reach - apart.shape[i + 1]! - low];
  });
  const crop = padding.map(([low, high], i) => [Math.max(0, -low!), apart.shape[i + 1]! - Math.max(0, -high!)]);
  const inside = m.slice(
    e,
    apart,
    [0, crop[0]![0]!, crop[1]![0]!, 0],
    [apart.shape[0]!, crop[0]![1]! - crop[0]![0]!, crop[1]![1]! - crop[1]![0]!, filters],
  );
  const dims = [0, 1].filter((i) => w.shape[i]! > 1);
  const flipped = dims.length === 0 ? w : e.once(`flip ${w.slot}`, () => e.run('Reverse', { x: w }, { dims }, w.shape));
  // A depthwise kernel [kH, kW, 1, C] keeps its place; any other swaps its channels.
  const kernel = a.groups > 1 ? flipped : m.transpose(e, flipped, [0, 1, 3, 2]);
  const rest = padding.map(([low, high]) => [Math.max(0, low!), Math.max(0, high!)]);
  return conv2d(e, inside, kernel, { ...a, strides: [1, 1], padding: rest });
}

/** The cotangent of w [kH, kW, C / groups, O]: for each tap, the product of what it met in x with y. */
export function convFilter2d(e: Emitter, x: Value, y: Value, kernel: readonly number[], a: Window2d): Value {
  const perGroup = x.shape[3]! / a.groups;
  if (a.groups > 1 && perGroup > 1) {
    return byGroup(e, a, (part) => convFilter2d(e, part(x), part(y), kernel, { ...a, groups: 1 }));
  }
  const met = tapsOf(e, x, y.shape.slice(1, 3), kernel, a);
  const [channels, filters] = [x.shape[3]!, y.shape[3]!];
  if (a.groups > 1) {
    const split = [...y.shape.slice(0, 3), channels, filters / channels];
    const parts = met.map((tap) => {
      const products = m.mul(e, e.reshape(tap, [...tap.shape, 1]), e.reshape(y, split));
      return e.reshape(sumOver(e, products, [0, 1, 2]), [1, filters]);
    });
    return e.reshape(m.concat(e, parts, 0), [...kernel, 1, filters]);
  }
  if (e.engine.slowPlaces) return swapped(e, x, y, kernel, a);
  const columns = m.concat(e, met, 3);
  const rows = sizeOf(y.shape.slice(0, 3));
  const product = matmul3(
    e,
    e.reshape(columns, [1, rows, columns.shape[3]!]),
    e.reshape(y, [1, rows, filters]),
    true,
    false,
  );
  return e.reshape(product, [...kernel, channels, filters]);
}

/**
 * The same as a convolution in which channels and batch change places, x [C, H, W, N] with y [oH, oW, N, O], and strides
 * and dilations too: nothing is copied tap by tap.
 */
function swapped(e: Emitter, x: Value, y: Value, kernel: readonly number[], a: Window2d): Value {
  const images = m.transpose(e, x, [3, 1, 2, 0]);
  const filter = m.transpose(e, y, [1, 2, 0, 3]);
  const full = conv2d(e, images, filter, { ...a, strides: a.dilations, dilations: a.strides });
  // Windows that leave a rest at the end give more than the kernel has.
  const cut = m.slice(e, full, [0, 0, 0, 0], [full.shape[0]!, ...kernel, full.shape[3]!]);
  return m.transpose(e, cut, [1, 2, 0, 3]);
}

/** For each tap of the kernel, the elements [N, …windows, C] of x that it meets. */
function tapsOf(e: Emitter, x: Value, windows: readonly number[], kernel: readonly number[], a: Window2d): Value[] {
  const [top, left] = a.padding as readonly (readonly [number, number])[];
  const wide = padded(e, x, [0, top![0], left![0], 0], [0, top![1], left![1], 0], 0);
  const shape = [x.shape[0]!, ...windows, x.shape[3]!];
  const [kh, kw] = kernel as [number, number];
  return Array.from({ length: kh * kw }, (_, tap) => {
    const starts = [0, Math.floor(tap / kw) * a.dilations[0]!, (tap % kw) * a.dilations[1]!, 0];
    return stridedSlice(e, wide, starts, [1, ...a.strides, 1], shape);
  });
}
