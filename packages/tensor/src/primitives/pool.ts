import { requireDType } from '../dtype.js';
import { ArgumentError, checkOptions, ShapeError, showValue } from '../errors.js';
import type { HostValue, Primitive, Value } from '../primitive.js';
import { type Shape, showShape, sizeOf } from '../shape.js';
import { apply, requireOperand, scalar, type Tensor } from '../tensor.js';
import { div } from './binary.js';
import {
  checkWindow,
  conv,
  eachTap,
  type WindowAttributes,
  type WindowOptions,
  windowAttributes,
  windowCount,
} from './conv.js';
import { takeAlongAxis } from './indexing.js';
import { broadcastTo, reshape } from './movement.js';
import { relu, reluPrimitive } from './unary.js';

type PoolAttributes = WindowAttributes & { kernel: readonly number[] };
type UnpoolAttributes = PoolAttributes & { spatial: readonly number[] };

function pooled(name: string, x: Value, a: PoolAttributes): number[] {
  requireDType(name, x.dtype, ['float32', 'float16']);
  if (x.shape.length < 3 || x.shape.length !== a.kernel.length + 2) {
    throw new ShapeError(
      `${name}: input ${showShape(x.shape)} with kernel ${showShape(a.kernel)}: needs [N, C, ...spatial], one kernel size an axis`,
    );
  }
  checkWindow(name, a.kernel.length, a);
  if (!a.kernel.every((k) => Number.isInteger(k) && k >= 1)) {
    throw new ArgumentError(`${name}: kernel ${showShape(a.kernel)} must be whole numbers from 1 up`);
  }
  const spatial = a.kernel.map((k, i) => {
    const size = x.shape[i + 2]!;
    const count = windowCount(size, k, i, a);
    if (count >= 1 && everyWindowTouches(size, k, count, i, a)) return count;
    const [low, high] = a.padding[i]! as [number, number];
    throw new ShapeError(
      `${name}: kernel ${k} with padding [${low}, ${high}] does not fit axis ${i + 2} of ${showShape(x.shape)}`,
    );
  });
  return [...x.shape.slice(0, 2), ...spatial];
}

/** Whether no window lies wholly in the padding, where it would have no maximum. */
function everyWindowTouches(size: number, kernel: number, count: number, axis: number, a: WindowAttributes): boolean {
  const [stride, dilation, low] = [a.strides[axis]!, a.dilations[axis]!, a.padding[axis]![0]!];
  for (let o = 0; o < count; o++) {
    const first = o * stride - low;
    // The first tap that is not before the input.
    const tap = first >= 0 ? 0 : Math.ceil(-first / dilation);
    if (tap >= kernel || first + tap * dilation >= size) return false;
  }
  return true;
}

/** Position of the maximum of each window within its plane, first one first. */
function winners(x: HostValue, a: PoolAttributes, out: Shape): Int32Array {
  const [planes, size, windows] = [out[0]! * out[1]!, sizeOf(x.shape.slice(2)), sizeOf(out.slice(2))];
  const best = new Int32Array(planes * windows).fill(-1);
  eachTap(x.shape.slice(2), a.kernel, out.slice(2), a, (window, _tap, element) => {
    for (let p = 0; p < planes; p++) {
      const held = best[p * windows + window]!;
      if (held < 0 || x.data[p * size + element]! > x.data[p * size + held]!) best[p * windows + window] = element;
    }
  });
  return best;
}

export const maxPoolPrimitive: Primitive<PoolAttributes> = {
  name: 'maxPool',
  infer: ([x], a) => ({ shape: pooled('maxPool', x!, a), dtype: x!.dtype }),
  vjp: (g, [x], a) => [
    () => maxUnpool(g, apply(maxPoolIndicesPrimitive, [x!], a), { ...a, spatial: x!.shape.slice(2) }),
  ],
  kernel([x], a, out) {
    const size = sizeOf(x!.shape.slice(2));
    const windows = sizeOf(out.shape.slice(2));
    return Float64Array.from(
      winners(x!, a, out.shape),
      (element, i) => x!.data[Math.floor(i / windows) * size + element]!,
    );
  },
};

export const maxPoolIndicesPrimitive: Primitive<PoolAttributes> = {
  name: 'maxPoolIndices',
  infer: ([x], a) => ({ shape: pooled('maxPoolIndices', x!, a), dtype: 'int32' }),
  kernel: ([x], a, out) => winners(x!, a, out.shape),
};

export const maxUnpoolPrimitive: Primitive<UnpoolAttributes> = {
  name: 'maxUnpool',
  infer: ([g], { spatial }) => ({ shape: [...g!.shape.slice(0, 2), ...spatial], dtype: g!.dtype }),
  vjp: (ct, [g, indices]) => [
    () => {
      const planes = ct.shape.slice(0, 2);
      const flat = reshape(ct, [...planes, sizeOf(ct.shape.slice(2))]);
      const at = reshape(indices!, [...planes, sizeOf(g!.shape.slice(2))]);
      return reshape(takeAlongAxis(flat, at, 2), g!.shape);
    },
    null,
  ],
  kernel([g, indices], _attributes, out) {
    const data = new Float64Array(sizeOf(out.shape));
    const [size, windows] = [sizeOf(out.shape.slice(2)), sizeOf(g!.shape.slice(2))];
    for (let i = 0; i < g!.data.length; i++) data[Math.floor(i / windows) * size + indices!.data[i]!]! += g!.data[i]!;
    return data;
  },
};

const maxUnpool = (g: Tensor, indices: Tensor, a: UnpoolAttributes) => apply(maxUnpoolPrimitive, [g, indices], a);

function poolAttributes(
  owner: string,
  x: Tensor,
  kernel: number | readonly number[],
  options: WindowOptions,
): PoolAttributes {
  requireOperand(owner, x);
  checkOptions(owner, options, ['strides', 'padding', 'dilations']);
  if (typeof kernel !== 'number' && !Array.isArray(kernel)) {
    throw new ArgumentError(`${owner}: kernel is a size or a list of sizes, got ${showValue(kernel)}`);
  }
  const spatial = x.shape.slice(2);
  const sizes = typeof kernel === 'number' ? spatial.map(() => kernel) : [...kernel];
  return { ...windowAttributes(owner, options, spatial, sizes, sizes), kernel: sizes };
}

/**
 * Maximum over windows of [N, C, ...spatial]. The gradient goes to the first maximum of each window.
 *
 * @param kernel window size, one number or one per axis. Strides default to it.
 */
export function maxPool(x: Tensor, kernel: number | readonly number[], options: WindowOptions = {}): Tensor {
  const attributes = poolAttributes('maxPool', x, kernel, options);
  // Maximum and relu commute, in value and gradient, and relu is cheaper on what is left after pooling.
  if (x.source.kind === 'op' && x.source.primitive === reluPrimitive) {
    return relu(apply(maxPoolPrimitive, x.source.inputs, attributes));
  }
  return apply(maxPoolPrimitive, [x], attributes);
}

/**
 * Mean over windows of [N, C, ...spatial]; padding counts as zeros, as PyTorch's default `count_include_pad=True`.
 *
 * @param kernel window size, one number or one per axis. Strides default to it.
 */
export function avgPool(x: Tensor, kernel: number | readonly number[], options: WindowOptions = {}): Tensor {
  const { kernel: sizes, ...window } = poolAttributes('avgPool', x, kernel, options);
  pooled('avgPool', x, { kernel: sizes, ...window });
  const channels = x.shape[1]!;
  const box = broadcastTo(div(scalar(1, x.dtype), sizeOf(sizes)), [channels, 1, ...sizes]);
  return conv(x, box, { ...window, padding: window.padding as [number, number][], groups: channels });
}
