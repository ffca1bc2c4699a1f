import { type DType, hostArray, requireDType } from '../dtype.js';
import { ArgumentError, ShapeError } from '../errors.js';
import { around, type HostValue, type Primitive } from '../primitive.js';
import { normalizeAxis, type Shape, showShape, sizeOf } from '../shape.js';
import { apply, requireOperand, type Tensor } from '../tensor.js';

type AxisAttributes = { axis: number };
type ScatterAttributes = { axis: number; size: number };
const numbers: DType[] = ['float32', 'float16', 'int32'];

const without = (shape: Shape, axis: number) => shape.filter((_, i) => i !== axis).join();

/** The index at position `i`, checked: engines differ in what they do with one out of range. */
function indexAt(op: string, indices: HostValue, i: number, size: number): number {
  const index = indices.data[i]!;
  if (index >= 0 && index < size) return index;
  throw new ArgumentError(`${op}: index ${index} at position ${i} is out of range; allowed: 0 to ${size - 1}`);
}

export const gatherPrimitive: Primitive<AxisAttributes> = {
  name: 'gather',
  infer([x, indices], { axis }) {
    requireDType('gather (indices)', indices!.dtype, ['int32']);
    if (x!.shape[axis] === 0 && sizeOf(indices!.shape) > 0) {
      throw new ShapeError(`gather: axis ${axis} of ${showShape(x!.shape)} is empty; nothing to take`);
    }
    return { shape: [...x!.shape.slice(0, axis), ...indices!.shape, ...x!.shape.slice(axis + 1)], dtype: x!.dtype };
  },
  vjp: (g, [x, indices], { axis }) => [
    () => apply(scatterAddPrimitive, [g, indices!], { axis, size: x!.shape[axis]! }),
    null,
  ],
  kernel([x, indices], { axis }, out) {
    const { outer, size, inner } = around(x!.shape, axis);
    const count = indices!.data.length;
    const data = hostArray(out.dtype, sizeOf(out.shape), true);
    for (let o = 0; o < outer; o++) {
      for (let k = 0; k < count; k++) {
        const from = (o * size + indexAt('gather', indices!, k, size)) * inner;
        data.set(x!.data.subarray(from, from + inner), (o * count + k) * inner);
      }
    }
    return data;
  },
};

export const scatterAddPrimitive: Primitive<ScatterAttributes> = {
  name: 'scatterAdd',
  infer([updates, indices], { axis, size }) {
    requireDType('scatterAdd', updates!.dtype, numbers);
    requireDType('scatterAdd (indices)', indices!.dtype, ['int32']);
    const span = updates!.shape.slice(axis, axis + indices!.shape.length);
    if (span.join() !== indices!.shape.join()) {
      throw new ShapeError(
        `scatterAdd: updates ${showShape(updates!.shape)} must have the indices' shape ${showShape(indices!.shape)} at axis ${axis}`,
      );
    }
    const rest = updates!.shape.slice(axis + indices!.shape.length);
    return { shape: [...updates!.shape.slice(0, axis), size, ...rest], dtype: updates!.dtype };
  },
  vjp: (g, [, indices], { axis }) => [() => gather(g, indices!, axis), null],
  kernel([updates, indices], { axis, size }, out) {
    const { outer, inner } = around(out.shape, axis);
    const count = indices!.data.length;
    const data = hostArray(out.dtype, sizeOf(out.shape), true);
    for (let o = 0; o < outer; o++) {
      for (let k = 0; k < count; k++) {
        const to = (o * size + indexAt('scatterAdd', indices!, k, size)) * inner;
        for (let i = 0; i < inner; i++) data[to + i]! += updates!.data[(o * count + k) * inner + i]!;
      }
    }
    return data;
  },
};

export const takeAlongAxisPrimitive: Primitive<AxisAttributes> = {
  name: 'takeAlongAxis',
  infer([x, indices], { axis }) {
    requireDType('takeAlongAxis (indices)', indices!.dtype, ['int32']);
    if (x!.shape.length !== indices!.shape.length || without(x!.shape, axis) !== without(indices!.shape, axis)) {
      throw new ShapeError(
        `takeAlongAxis: ${showShape(x!.shape)} and indices ${showShape(indices!.shape)} must agree on every axis but ${axis}`,
      );
    }
    return { shape: indices!.shape, dtype: x!.dtype };
  },
  vjp: (g, [x, indices], { axis }) => [
    () => apply(scatterAddAlongAxisPrimitive, [g, indices!], { axis, size: x!.shape[axis]! }),
    null,
  ],
  kernel([x, indices], { axis }, out) {
    const data = hostArray(out.dtype, sizeOf(out.shape), true);
    eachAlong('takeAlongAxis', indices!, axis, x!.shape[axis]!, (i, at) => {
      data[i] = x!.data[at]!;
    });
    return data;
  },
};

export const scatterAddAlongAxisPrimitive: Primitive<ScatterAttributes> = {
  name: 'scatterAddAlongAxis',
  infer([updates, indices], { axis, size }) {
    requireDType('scatterAddAlongAxis', updates!.dtype, numbers);
    requireDType('scatterAddAlongAxis (indices)', indices!.dtype, ['int32']);
    if (updates!.shape.join() !== indices!.shape.join()) {
      throw new ShapeError(
        `scatterAddAlongAxis: updates ${showShape(updates!.shape)} and indices ${showShape(indices!.shape)} must have one shape`,
      );
    }
    return { shape: updates!.shape.map((d, i) => (i === axis ? size : d)), dtype: updates!.dtype };
  },
  vjp: (g, [, indices], { axis }) => [() => takeAlongAxis(g, indices!, axis), null],
  kernel([updates, indices], { axis, size }, out) {
    const data = hostArray(out.dtype, sizeOf(out.shape), true);
    eachAlong('scatterAddAlongAxis', indices!, axis, size, (i, at) => {
      data[at]! += updates!.data[i]!;
    });
    return data;
  },
};

/** For each position of `indices`, the offset it names in an array with `size` entries along `axis`. */
function eachAlong(
  op: string,
  indices: HostValue,
  axis: number,
  size: number,
  visit: (i: number, at: number) => void,
): void {
  const { outer, size: count, inner } = around(indices.shape, axis);
  for (let o = 0, i = 0; o < outer; o++) {
    for (let k = 0; k < count; k++) {
      for (let j = 0; j < inner; j++, i++) visit(i, (o * size + indexAt(op, indices, i, size)) * inner + j);
    }
  }
}

export const iotaPrimitive: Primitive<{ size: number }> = {
  name: 'iota',
  infer: (_inputs, { size }) => ({ shape: [size], dtype: 'int32' }),
  kernel: (_inputs, { size }) => Int32Array.from({ length: size }, (_, i) => i),
};

/**
 * Slices of x along `axis` named by int32 `indices` of any shape: the rows of an embedding, for instance. Result shape:
 * that of x with the indices' shape in place of `axis`. Indices run from 0 to size − 1; others make the run fail, and on
 * graphics cards give any value.
 */
export function gather(x: Tensor, indices: Tensor, axis = 0): Tensor {
  requireOperand('gather', x);
  return apply(gatherPrimitive, [x, indices], { axis: normalizeAxis('gather', axis, x.rank) });
}

/**
 * One element of x along `axis` for each entry of `indices`, which has x's shape but for that axis. Indices as for
 * {@link gather}.
 */
export function takeAlongAxis(x: Tensor, indices: Tensor, axis = -1): Tensor {
  requireOperand('takeAlongAxis', x);
  return apply(takeAlongAxisPrimitive, [x, indices], { axis: normalizeAxis('takeAlongAxis', axis, x.rank) });
}
