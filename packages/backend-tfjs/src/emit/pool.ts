import { sizeOf } from '@saddlepoint/tensor';
import type { Emit, Emitter } from './emitter.js';
import { scatter } from './indexing.js';
import * as m from './math.js';
import { padded, stridedSlice } from './movement.js';
import type { Value } from './program.js';

interface Window {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly padding: readonly (readonly number[])[];
  readonly dilations: readonly number[];
}

/** One place of the windows: the elements of x that it covers, and their positions in the plane (−1: padding). */
interface Tap {
  readonly value: Value;
  readonly positions: Int32Array;
}

/** Every tap of the windows over x [N, C, …spatial], in row-major order. */
function tapsOf(e: Emitter, x: Value, a: Window, windows: readonly number[]): Tap[] {
  const zeros = [0, 0];
  const low = [...zeros, ...a.padding.map((p) => p[0]!)];
  const high = [...zeros, ...a.padding.map((p) => p[1]!)];
  const wide = padded(e, x, low, high, Number.NEGATIVE_INFINITY);
  return Array.from({ length: sizeOf(a.kernel) }, (_, tap) => {
    const at = unravel(tap, a.kernel).map((k, i) => k * a.dilations[i]!);
    const value = stridedSlice(e, wide, [...zeros, ...at], [1, 1, ...a.strides], [...x.shape.slice(0, 2), ...windows]);
    return { value, positions: positionsOf(x.shape.slice(2), a, windows, at) };
  });
}

const unravel = (index: number, sizes: readonly number[]): number[] => {
  const at = new Array<number>(sizes.length);
  let rest = index;
  for (let i = sizes.length - 1; i >= 0; i--) {
    at[i] = rest % sizes[i]!;
    rest = Math.floor(rest / sizes[i]!);
  }
  return at;
};

function positionsOf(
  plane: readonly number[],
  a: Window,
  windows: readonly number[],
  at: readonly number[],
): Int32Array {
  return Int32Array.from({ length: sizeOf(windows) }, (_, window) =>
    unravel(window, windows).reduce((position, o, i) => {
      const element = o * a.strides[i]! + at[i]! - a.padding[i]![0]!;
      return position < 0 || element < 0 || element >= plane[i]! ? -1 : position * plane[i]! + element;
    }, 0),
  );
}

const maxPool: Emit = (e, node, [x]) =>
  tapsOf(e, x!, node.attributes as unknown as Window, node.shape.slice(2))
    .map(({ value }) => value)
    .reduce((best, value) => m.maximum(e, best, value));

/** The first tap that is greater than all before; a window of −∞ alone has its first element. */
const maxPoolIndices: Emit = (e, node, [x]) => {
  const windows = node.shape.slice(2);
  const taps = tapsOf(e, x!, node.attributes as unknown as Window, windows);
  const first = Int32Array.from(
    taps[0]!.positions,
    (_, i) => taps.find(({ positions }) => positions[i]! >= 0)!.positions[i]!,
  );
  // The wasm engine repeats floats faster than integers.
  const dtype = e.engine.slowPlaces && sizeOf(x!.shape.slice(2)) < 2 ** 24 ? 'float32' : 'int32';
  const constant = (list: Int32Array) => e.constant(dtype === 'int32' ? list : Float32Array.from(list), windows, dtype);
  let at = constant(first);
  let best = taps[0]!.value;
  for (const { value, positions } of taps.slice(1)) {
    const greater = m.less(e, best, value);
    at = m.select(e, greater, constant(positions), at);
    best = m.select(e, greater, value, best);
  }
  return m.cast(e, m.broadcastTo(e, at, node.shape), 'int32');
};

const maxUnpool: Emit = (e, node, [g, indices]) => {
  const planes = sizeOf(node.shape.slice(0, 2));
  const size = sizeOf(node.shape.slice(2));
  const starts = Int32Array.from({ length: planes }, (_, i) => i * size);
  const base = e.once(`planes ${planes} ${size}`, () => e.constant(starts, [planes, 1], 'int32'));
  const at = m.add(e, e.reshape(indices!, [planes, sizeOf(g!.shape) / planes]), base);
  const flat = scatter(e, e.reshape(g!, [sizeOf(g!.shape)]), at, [planes * size]);
  return e.reshape(flat, node.shape);
};

export const pools: Record<string, Emit> = { maxPool, maxPoolIndices, maxUnpool };
