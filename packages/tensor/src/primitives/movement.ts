import { hostArray, isFloat, requireSame } from '../dtype.js';
import { ArgumentError, checkOptions, ShapeError, showValue } from '../errors.js';
import { around, type Primitive, pick } from '../primitive.js';
import {
  broadcastShapes,
  broadcastStrides,
  checkShape,
  normalizeAxes,
  normalizeAxis,
  type Shape,
  sameShape,
  showShape,
  sizeOf,
  stridesOf,
  viewOffsets,
} from '../shape.js';
import { apply, requireOperand, scalar, type Tensor } from '../tensor.js';

type ShapeAttributes = { shape: Shape };
type SliceAttributes = { starts: readonly number[]; limits: readonly number[]; strides: readonly number[] };
type PadAttributes = { low: readonly number[]; high: readonly number[]; interior: readonly number[]; value: number };

export const reshapePrimitive: Primitive<ShapeAttributes> = {
  name: 'reshape',
  infer([x], { shape }) {
    if (sizeOf(shape) !== sizeOf(x!.shape)) {
      throw new ShapeError(
        `reshape: ${showShape(x!.shape)} has ${sizeOf(x!.shape)} elements, ${showShape(shape)} needs ${sizeOf(shape)}`,
      );
    }
    return { shape, dtype: x!.dtype };
  },
  vjp: (g, [x]) => [() => reshape(g, x!.shape)],
  kernel: ([x]) => x!.data,
};

export const transposePrimitive: Primitive<{ permutation: readonly number[] }> = {
  name: 'transpose',
  infer([x], { permutation }) {
    const rank = x!.shape.length;
    if (permutation.length !== rank || !x!.shape.every((_, i) => permutation.includes(i))) {
      throw new ArgumentError(
        `transpose: ${showShape(permutation)} does not name each of the ${rank} axes of ${showShape(x!.shape)} once`,
      );
    }
    return { shape: permutation.map((p) => x!.shape[p]!), dtype: x!.dtype };
  },
  vjp: (g, _inputs, { permutation }) => [
    () =>
      transpose(
        g,
        permutation.map((_, i) => permutation.indexOf(i)),
      ),
  ],
  kernel([x], { permutation }, out) {
    const strides = stridesOf(x!.shape);
    return pick(
      x!,
      viewOffsets(
        out.shape,
        permutation.map((p) => strides[p]!),
      ),
    );
  },
};

export const broadcastToPrimitive: Primitive<ShapeAttributes> = {
  name: 'broadcastTo',
  infer([x], { shape }) {
    if (!sameShape(broadcastShapes('broadcastTo', x!.shape, shape), shape)) {
      throw new ShapeError(`broadcastTo: ${showShape(x!.shape)} does not broadcast to ${showShape(shape)}`);
    }
    return { shape, dtype: x!.dtype };
  },
  vjp: (g) => [() => g],
  kernel: ([x], _attributes, out) => pick(x!, viewOffsets(out.shape, broadcastStrides(x!.shape, out.shape))),
};

export const slicePrimitive: Primitive<SliceAttributes> = {
  name: 'slice',
  infer([x], { starts, limits, strides }) {
    const shape = x!.shape.map((d, i) => {
      const [start, limit, stride] = [starts[i]!, limits[i]!, strides[i]!];
      const whole = [start, limit, stride].every(Number.isInteger);
      if (!whole || start < 0 || limit < start || limit > d || stride < 1) {
        throw new ShapeError(
          `slice: start ${start}, end ${limit}, step ${stride} on axis ${i} of ${showShape(x!.shape)}; ` +
            'allowed: 0 ≤ start ≤ end ≤ size and a step from 1 up (use flip to go backwards)',
        );
      }
      return Math.ceil((limit - start) / stride);
    });
    return { shape, dtype: x!.dtype };
  },
  vjp: (g, [x], { starts, strides }) => [
    () =>
      apply(padPrimitive, [g], {
        low: starts,
        high: x!.shape.map((d, i) => d - starts[i]! - span(g.shape[i]!, strides[i]!)),
        interior: strides.map((s) => s - 1),
        value: 0,
      }),
  ],
  kernel([x], { starts, strides }, out) {
    const steps = stridesOf(x!.shape);
    const base = steps.reduce((total, s, i) => total + s * starts[i]!, 0);
    return pick(
      x!,
      viewOffsets(
        out.shape,
        steps.map((s, i) => s * strides[i]!),
        base,
      ),
    );
  },
};

/** Elements from the first to the last of `count` that lie `step` apart. */
const span = (count: number, step: number): number => (count === 0 ? 0 : (count - 1) * step + 1);

export const padPrimitive: Primitive<PadAttributes> = {
  name: 'pad',
  infer([x], { low, high, interior }) {
    const rank = x!.shape.length;
    const sizes = [...low, ...high, ...interior];
    if (sizes.length !== 3 * rank || !sizes.every((v) => Number.isInteger(v) && v >= 0)) {
      throw new ArgumentError(
        `pad: widths must be integers from 0 up, one pair for each axis of ${showShape(x!.shape)}; got before ` +
          `${showShape(low)}, after ${showShape(high)}`,
      );
    }
    return { shape: x!.shape.map((d, i) => low[i]! + span(d, interior[i]! + 1) + high[i]!), dtype: x!.dtype };
  },
  vjp: (g, [x], { low, interior }) => [
    () =>
      apply(slicePrimitive, [g], {
        starts: low,
        limits: x!.shape.map((d, i) => low[i]! + span(d, interior[i]! + 1)),
        strides: interior.map((s) => s + 1),
      }),
  ],
  kernel([x], { low, interior, value }, out) {
    const data = hostArray(out.dtype, sizeOf(out.shape), true).fill(value);
    const strides = stridesOf(out.shape);
    const base = strides.reduce((total, s, i) => total + s * low[i]!, 0);
    viewOffsets(
      x!.shape,
      strides.map((s, i) => s * (interior[i]! + 1)),
      base,
    ).forEach((at, i) => {
      data[at] = x!.data[i]!;
    });
    return data;
  },
};

export const concatPrimitive: Primitive<{ axis: number }> = {
  name: 'concat',
  infer(inputs, { axis }) {
    requireSame(
      'concat',
      inputs.map((x) => x.dtype),
    );
    const rest = (shape: Shape) => shape.map((d, i) => (i === axis ? -1 : d)).join();
    const first = inputs[0]!.shape;
    const odd = inputs.find((x) => rest(x.shape) !== rest(first));
    if (odd) {
      throw new ShapeError(
        `concat: ${showShape(first)} and ${showShape(odd.shape)} differ on an axis other than ${axis}`,
      );
    }
    const total = inputs.reduce((sum, x) => sum + x.shape[axis]!, 0);
    return { shape: first.map((d, i) => (i === axis ? total : d)), dtype: inputs[0]!.dtype };
  },
  vjp(g, inputs, { axis }) {
    let start = 0;
    return inputs.map((x) => {
      const from = start;
      start += x.shape[axis]!;
      const to = start;
      return () => slice(g, { axis, start: from, end: to });
    });
  },
  kernel(inputs, { axis }, out) {
    const data = hostArray(out.dtype, sizeOf(out.shape), true);
    const { outer, size, inner } = around(out.shape, axis);
    let start = 0;
    for (const x of inputs) {
      const row = x.shape[axis]! * inner;
      for (let o = 0; o < outer; o++) data.set(x.data.subarray(o * row, (o + 1) * row), (o * size + start) * inner);
      start += x.shape[axis]!;
    }
    return data;
  },
};

export const flipPrimitive: Primitive<{ axes: readonly number[] }> = {
  name: 'flip',
  infer: ([x]) => ({ shape: x!.shape, dtype: x!.dtype }),
  vjp: (g, _inputs, a) => [() => apply(flipPrimitive, [g], a)],
  kernel([x], { axes }) {
    const strides = stridesOf(x!.shape);
    const base = axes.reduce((total, a) => total + strides[a]! * (x!.shape[a]! - 1), 0);
    return pick(
      x!,
      viewOffsets(
        x!.shape,
        strides.map((s, i) => (axes.includes(i) ? -s : s)),
        base,
      ),
    );
  },
};

/** x with another shape of the same size; one entry may be −1 and is worked out. */
export function reshape(x: Tensor, shape: Shape): Tensor {
  requireOperand('reshape', x);
  if (!Array.isArray(shape)) checkShape('reshape', shape);
  const free = shape.indexOf(-1);
  let full: number[] = [...shape];
  if (free >= 0) {
    const known = sizeOf(shape.filter((_, i) => i !== free));
    full[free] = known === 0 ? 0 : x.size / known;
    if (!Number.isInteger(full[free])) {
      throw new ShapeError(
        `reshape: ${showShape(x.shape)} (${x.size} elements) does not divide into ${showShape(shape)}`,
      );
    }
  } else full = [...shape];
  if (full.some((d) => !Number.isInteger(d) || d < 0)) {
    throw new ShapeError(
      `reshape: ${showShape(shape)} is not a shape; sizes are integers from 0 up, at most one is -1`,
    );
  }
  return sameShape(x.shape, full) ? x : apply(reshapePrimitive, [x], { shape: full });
}

/** x with its axes in another order; default: reversed. Swap two with `[..., -1, -2]`-style permutations. */
export function transpose(x: Tensor, permutation?: readonly number[]): Tensor {
  requireOperand('transpose', x);
  if (permutation !== undefined && !Array.isArray(permutation)) {
    throw new ArgumentError(`transpose: a permutation is a list of axes such as [1, 0], got ${showValue(permutation)}`);
  }
  const order = permutation?.map((p) => normalizeAxis('transpose', p, x.rank)) ?? x.shape.map((_, i) => x.rank - 1 - i);
  return order.length === x.rank && order.every((p, i) => p === i)
    ? x
    : apply(transposePrimitive, [x], { permutation: order });
}

/** x repeated to `shape` by NumPy's broadcasting. Binary operations broadcast by themselves and need no help. */
export function broadcastTo(x: Tensor, shape: Shape): Tensor {
  requireOperand('broadcastTo', x);
  checkShape('broadcastTo', shape);
  return sameShape(x.shape, shape) ? x : apply(broadcastToPrimitive, [x], { shape: [...shape] });
}

/** A range on one axis; `start` and `end` count from the back when negative. */
export interface AxisRange {
  axis: number;
  /** Default 0. */
  start?: number;
  /** Exclusive. Default: the axis size. */
  end?: number;
  /** Default 1. */
  step?: number;
}

/** Part of x: one or several axis ranges, the other axes whole. */
export function slice(x: Tensor, ranges: AxisRange | readonly AxisRange[]): Tensor {
  requireOperand('slice', x);
  if (ranges === undefined)
    throw new ArgumentError('slice: expected ranges such as { axis: 0, end: 2 }, got undefined');
  const starts = x.shape.map(() => 0);
  const limits = [...x.shape];
  const strides = x.shape.map(() => 1);
  const named = new Set<number>();
  for (const range of Array.isArray(ranges) ? (ranges as AxisRange[]) : [ranges as AxisRange]) {
    checkOptions('slice', range, ['axis', 'start', 'end', 'step']);
    const axis = normalizeAxis('slice', range.axis, x.rank);
    if (named.has(axis)) throw new ArgumentError(`slice: axis ${axis} is given twice`);
    named.add(axis);
    const size = x.shape[axis]!;
    const fromBack = (v: number) => (v < 0 ? v + size : v);
    starts[axis] = fromBack(range.start ?? 0);
    limits[axis] = fromBack(range.end ?? size);
    strides[axis] = range.step ?? 1;
  }
  if (strides.every((s) => s === 1) && starts.every((s) => s === 0) && sameShape(limits, x.shape)) return x;
  return apply(slicePrimitive, [x], { starts, limits, strides });
}

/** x with `value` around it: a pair [before, after] for every axis. */
export function pad(x: Tensor, widths: readonly (readonly [number, number])[], value = 0): Tensor {
  requireOperand('pad', x);
  if (!Array.isArray(widths) || !widths.every(Array.isArray)) {
    throw new ArgumentError(`pad: widths are a pair for each axis such as [[0, 1]], got ${showValue(widths)}`);
  }
  if (!isFloat(x.dtype)) scalar(value, x.dtype, 'pad');
  return apply(padPrimitive, [x], {
    low: widths.map((w) => w[0]),
    high: widths.map((w) => w[1]),
    interior: widths.map(() => 0),
    value,
  });
}

/** @throws ArgumentError unless `tensors` is a list of one tensor or more. */
export function requireList(owner: string, tensors: readonly Tensor[]): void {
  if (!Array.isArray(tensors))
    throw new ArgumentError(`${owner}: expected a list of tensors, got ${showValue(tensors)}`);
  if (tensors.length === 0) throw new ArgumentError(`${owner}: needs one tensor or more`);
  for (const x of tensors) requireOperand(owner, x);
}

/** Tensors joined along an existing axis. */
export function concat(tensors: readonly Tensor[], axis = 0): Tensor {
  requireList('concat', tensors);
  const at = normalizeAxis('concat', axis, tensors[0]!.rank);
  return tensors.length === 1 ? tensors[0]! : apply(concatPrimitive, [...tensors], { axis: at });
}

/** x with the order along `axes` reversed; default all. */
export function flip(x: Tensor, axes?: number | readonly number[]): Tensor {
  requireOperand('flip', x);
  const list = normalizeAxes('flip', axes, x.rank);
  return list.length === 0 ? x : apply(flipPrimitive, [x], { axes: list });
}
