import { requireDType, requireSame } from '../dtype.js';
import { ArgumentError, checkOptions, ShapeError, showValue } from '../errors.js';
import type { Primitive, Value } from '../primitive.js';
import { type Shape, showShape, sizeOf, stridesOf } from '../shape.js';
import { apply, requireOperand, type Tensor } from '../tensor.js';

/** Strides, padding (before, after) and dilations of each spatial axis. */
export type WindowAttributes = {
  strides: readonly number[];
  padding: readonly (readonly number[])[];
  dilations: readonly number[];
};
type ConvAttributes = WindowAttributes & { groups: number };
type AdjointAttributes = ConvAttributes & { spatial: readonly number[] };

/** Length of the result along one axis. */
export function windowCount(size: number, kernel: number, axis: number, a: WindowAttributes): number {
  const [low, high] = a.padding[axis]! as [number, number];
  return Math.floor((size + low + high - a.dilations[axis]! * (kernel - 1) - 1) / a.strides[axis]!) + 1;
}

/** Calls `visit` for every tap: a window position, a kernel position, and the element of the plane they touch. */
export function eachTap(
  plane: Shape,
  kernel: Shape,
  windows: Shape,
  a: WindowAttributes,
  visit: (window: number, tap: number, element: number) => void,
): void {
  const planeStrides = stridesOf(plane);
  const walk = (axis: number, window: number, tap: number, element: number): void => {
    if (axis === plane.length) return visit(window, tap, element);
    for (let o = 0; o < windows[axis]!; o++) {
      for (let k = 0; k < kernel[axis]!; k++) {
        const i = o * a.strides[axis]! - a.padding[axis]![0]! + k * a.dilations[axis]!;
        if (i < 0 || i >= plane[axis]!) continue;
        walk(axis + 1, window * windows[axis]! + o, tap * kernel[axis]! + k, element + i * planeStrides[axis]!);
      }
    }
  };
  walk(0, 0, 0, 0);
}

/** Calls `visit` with offsets into x, w and y for every product in the convolution that connects them. */
function eachProduct(
  x: Shape,
  w: Shape,
  y: Shape,
  a: ConvAttributes,
  visit: (xi: number, wi: number, yi: number) => void,
) {
  const [plane, kernel, windows] = [x.slice(2), w.slice(2), y.slice(2)];
  const [xSize, wSize, ySize] = [sizeOf(plane), sizeOf(kernel), sizeOf(windows)];
  const [batch, channels, filters, perGroup] = [x[0]!, x[1]!, w[0]!, w[1]!];
  eachTap(plane, kernel, windows, a, (window, tap, element) => {
    for (let n = 0; n < batch; n++) {
      for (let o = 0; o < filters; o++) {
        const firstChannel = Math.floor(o / (filters / a.groups)) * perGroup;
        for (let c = 0; c < perGroup; c++) {
          visit(
            (n * channels + firstChannel + c) * xSize + element,
            (o * perGroup + c) * wSize + tap,
            (n * filters + o) * ySize + window,
          );
        }
      }
    }
  });
}

/** @throws ShapeError or ArgumentError unless there is one sensible entry for each of `rank` spatial axes. */
export function checkWindow(name: string, rank: number, a: WindowAttributes): void {
  const lists = { strides: a.strides, padding: a.padding, dilations: a.dilations };
  for (const [key, list] of Object.entries(lists)) {
    if (list.length !== rank) {
      throw new ShapeError(`${name}: ${key} has ${list.length} entries for ${rank} spatial axes`);
    }
  }
  const positive = [...a.strides, ...a.dilations].every((v) => Number.isInteger(v) && v >= 1);
  const padded = a.padding.every((p) => p.length === 2 && p.every((v) => Number.isInteger(v) && v >= 0));
  if (!positive || !padded) {
    throw new ArgumentError(
      `${name}: strides and dilations are integers from 1 up, padding pairs of integers from 0 up; got strides ` +
        `${showShape(a.strides)}, dilations ${showShape(a.dilations)}, padding ${JSON.stringify(a.padding)}`,
    );
  }
}

function inferConv([x, w]: readonly Value[], a: ConvAttributes): Value {
  requireSame('conv', [x!.dtype, w!.dtype]);
  requireDType('conv', x!.dtype, ['float32', 'float16']);
  const shapes = `input ${showShape(x!.shape)}, kernel ${showShape(w!.shape)}`;
  if (x!.shape.length < 3 || x!.shape.length !== w!.shape.length) {
    throw new ShapeError(`conv: ${shapes}: needs [N, C, ...spatial] and [O, C / groups, ...spatial]`);
  }
  checkWindow('conv', x!.shape.length - 2, a);
  const [channels, filters, perGroup] = [x!.shape[1]!, w!.shape[0]!, w!.shape[1]!];
  if (!Number.isInteger(a.groups) || a.groups < 1 || channels !== perGroup * a.groups || filters % a.groups !== 0) {
    throw new ShapeError(
      `conv: ${shapes}, groups ${a.groups}: the kernel's second axis must be ${channels} / ${a.groups} and its first a ` +
        'multiple of groups; the layout is [N, C, H, W] and [O, C / groups, kH, kW]',
    );
  }
  const spatial = w!.shape.slice(2).map((k, i) => {
    const count = windowCount(x!.shape[i + 2]!, k, i, a);
    if (count >= 1) return count;
    throw new ShapeError(`conv: ${shapes}: the kernel does not fit on spatial axis ${i}; pad the input`);
  });
  return { shape: [x!.shape[0]!, filters, ...spatial], dtype: x!.dtype };
}

export const convPrimitive: Primitive<ConvAttributes> = {
  name: 'conv',
  infer: inferConv,
  vjp: (g, [x, w], a) => [
    () => convInput(g, w!, { ...a, spatial: x!.shape.slice(2) }),
    () => convFilter(x!, g, { ...a, spatial: w!.shape.slice(2) }),
  ],
  kernel([x, w], a, out) {
    const y = new Float64Array(sizeOf(out.shape));
    eachProduct(x!.shape, w!.shape, out.shape, a, (xi, wi, yi) => {
      y[yi]! += x!.data[xi]! * w!.data[wi]!;
    });
    return y;
  },
};

const withoutSpatial = ({ strides, padding, dilations, groups }: AdjointAttributes): ConvAttributes => ({
  strides,
  padding,
  dilations,
  groups,
});

export const convInputPrimitive: Primitive<AdjointAttributes> = {
  name: 'convInput',
  infer([y, w], a) {
    const shape = [y!.shape[0]!, (w!.shape[1] ?? 0) * a.groups, ...a.spatial];
    requireAdjoint('convInput', { shape, dtype: y!.dtype }, w!, y!, a);
    return { shape, dtype: y!.dtype };
  },
  vjp: (g, [y, w], a) => [
    () => apply(convPrimitive, [g, w!], withoutSpatial(a)),
    () => convFilter(g, y!, { ...a, spatial: w!.shape.slice(2) }),
  ],
  kernel([y, w], a, out) {
    const x = new Float64Array(sizeOf(out.shape));
    eachProduct(out.shape, w!.shape, y!.shape, a, (xi, wi, yi) => {
      x[xi]! += y!.data[yi]! * w!.data[wi]!;
    });
    return x;
  },
};

export const convFilterPrimitive: Primitive<AdjointAttributes> = {
  name: 'convFilter',
  infer([x, y], a) {
    const shape = [y!.shape[1]!, (x!.shape[1] ?? 0) / a.groups, ...a.spatial];
    requireAdjoint('convFilter', x!, { shape, dtype: x!.dtype }, y!, a);
    return { shape, dtype: x!.dtype };
  },
  vjp: (g, [x, y], a) => [
    () => convInput(y!, g, { ...a, spatial: x!.shape.slice(2) }),
    () => apply(convPrimitive, [x!, g], withoutSpatial(a)),
  ],
  kernel([x, y], a, out) {
    const w = new Float64Array(sizeOf(out.shape));
    eachProduct(x!.shape, out.shape, y!.shape, a, (xi, wi, yi) => {
      w[wi]! += x!.data[xi]! * y!.data[yi]!;
    });
    return w;
  },
};

/** The adjoints fit exactly when the convolution they belong to gives y's shape. */
function requireAdjoint(name: string, x: Value, w: Value, y: Value, a: AdjointAttributes): void {
  requireSame(name, [x.dtype, w.dtype, y.dtype]);
  const got = inferConv([x, w], withoutSpatial(a)).shape;
  if (got.join() !== y.shape.join()) {
    throw new ShapeError(
      `${name}: a convolution of ${showShape(x.shape)} with ${showShape(w.shape)} gives ${showShape(got)}, ` +
        `not ${showShape(y.shape)}`,
    );
  }
}

const convInput = (y: Tensor, w: Tensor, a: AdjointAttributes) => apply(convInputPrimitive, [y, w], a);
const convFilter = (x: Tensor, y: Tensor, a: AdjointAttributes) => apply(convFilterPrimitive, [x, y], a);

export interface WindowOptions {
  /** Step between windows, one number or one per spatial axis. Default 1 (pooling: the kernel). */
  strides?: number | readonly number[];
  /** Zeros around the input: one number, one per axis, pairs [before, after] per axis, `same` or `valid`. Default 0. */
  padding?: number | readonly number[] | readonly (readonly [number, number])[] | 'same' | 'valid';
  /** Step between kernel taps. Default 1. */
  dilations?: number | readonly number[];
}

export interface ConvOptions extends WindowOptions {
  /** Channel groups convolved separately; as many as channels for a depthwise convolution. Default 1. */
  groups?: number;
}

/** @throws ArgumentError for what is neither a number nor a list of entries. */
function perAxis<T = number>(owner: string, name: string, v: number | readonly T[], rank: number): (number | T)[] {
  if (typeof v === 'number') return new Array(rank).fill(v);
  const isEntry = (entry: T) => typeof entry === 'number' || Array.isArray(entry);
  if (Array.isArray(v) && (v as readonly T[]).every(isEntry)) return [...(v as readonly T[])];
  throw new ArgumentError(`${owner}: ${name} must be a number or a list of them, got ${showValue(v)}`);
}

/** Options with every default filled in, for `rank` spatial axes. */
export function windowAttributes(
  owner: string,
  options: WindowOptions,
  spatial: Shape,
  kernel: Shape,
  stride: number | readonly number[] = 1,
): WindowAttributes {
  const rank = spatial.length;
  const strides = perAxis(owner, 'strides', options.strides ?? stride, rank);
  const dilations = perAxis(owner, 'dilations', options.dilations ?? 1, rank);
  const { padding = 0 } = options;
  if (padding === 'same') {
    // As TensorFlow and JAX: ceil(size / stride) windows, the odd zero goes behind.
    const pairs = spatial.map((size, i) => {
      const span = dilations[i]! * (kernel[i]! - 1) + 1;
      const total = Math.max(0, (Math.ceil(size / strides[i]!) - 1) * strides[i]! + span - size);
      return [Math.floor(total / 2), Math.ceil(total / 2)];
    });
    return { strides, dilations, padding: pairs };
  }
  if (typeof padding === 'string' && padding !== 'valid') {
    throw new ArgumentError(`${owner}: padding '${padding as string}' is unknown; allowed: numbers, 'same', 'valid'`);
  }
  const list = perAxis<number | readonly number[]>(owner, 'padding', padding === 'valid' ? 0 : padding, rank);
  return { strides, dilations, padding: list.map((p) => (typeof p === 'number' ? [p, p] : [...p])) };
}

/**
 * Convolution (cross-correlation, as everywhere in deep learning) of [N, C, ...spatial] with a kernel
 * [O, C / groups, ...spatial]: one, two or three spatial axes. Same conventions as `torch.nn.functional.conv2d`.
 *
 * @throws ShapeError when channels, groups or spatial sizes do not fit.
 */
export function conv(x: Tensor, kernel: Tensor, options: ConvOptions = {}): Tensor {
  for (const operand of [x, kernel]) requireOperand('conv', operand);
  checkOptions('conv', options, ['strides', 'padding', 'dilations', 'groups']);
  const window = windowAttributes('conv', options, x.shape.slice(2), kernel.shape.slice(2));
  return apply(convPrimitive, [x, kernel], { ...window, groups: options.groups ?? 1 });
}

export interface ConvTransposeOptions extends ConvOptions {
  /** Extra size on the far side of each axis, less than the stride. Default 0. */
  outputPadding?: number | readonly number[];
}

/**
 * Transposed convolution, the adjoint of {@link conv}: [N, C, ...spatial] with a kernel [C, O / groups, ...spatial],
 * as `torch.nn.functional.conv_transpose2d`. Result size: (size − 1) · stride − padding + dilation · (kernel − 1) + 1 +
 * outputPadding.
 */
export function convTranspose(x: Tensor, kernel: Tensor, options: ConvTransposeOptions = {}): Tensor {
  for (const operand of [x, kernel]) requireOperand('convTranspose', operand);
  checkOptions('convTranspose', options, ['strides', 'padding', 'dilations', 'groups', 'outputPadding']);
  if (options.padding === 'same')
    throw new ArgumentError("convTranspose: padding 'same' has no single meaning; give numbers");
  const taps = kernel.shape.slice(2);
  const a = windowAttributes('convTranspose', options, x.shape.slice(2), taps);
  checkTransposed(x, kernel, a);
  const extra = perAxis('convTranspose', 'outputPadding', options.outputPadding ?? 0, taps.length);
  if (extra.length !== taps.length || extra.some((e, i) => !Number.isInteger(e) || e < 0 || e >= a.strides[i]!)) {
    throw new ArgumentError(
      `convTranspose: outputPadding ${showShape(extra)} must be whole numbers from 0 to below the strides ` +
        `${showShape(a.strides)}, one for each spatial axis`,
    );
  }
  const spatial = taps.map((k, i) => {
    const span = a.dilations[i]! * (k - 1) + 1;
    return (x.shape[i + 2]! - 1) * a.strides[i]! - a.padding[i]![0]! - a.padding[i]![1]! + span + extra[i]!;
  });
  return convInput(x, kernel, { ...a, groups: options.groups ?? 1, spatial });
}

function checkTransposed(x: Tensor, kernel: Tensor, a: WindowAttributes): void {
  const shapes = `input ${showShape(x.shape)}, kernel ${showShape(kernel.shape)}`;
  if (x.rank < 3 || x.rank !== kernel.rank) {
    throw new ShapeError(`convTranspose: ${shapes}: needs [N, C, ...spatial] and [C, O / groups, ...spatial]`);
  }
  checkWindow('convTranspose', x.rank - 2, a);
  if (x.shape[1] !== kernel.shape[0]) {
    throw new ShapeError(
      `convTranspose: ${shapes}: the kernel's first axis must be the input's ${x.shape[1]} channels; its layout is ` +
        '[C, O / groups, ...spatial], the transpose of that of conv',
    );
  }
}
