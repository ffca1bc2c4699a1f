import { type DType, hostArray, requireDType } from '../dtype.js';
import { ArgumentError, checkOptions, ShapeError } from '../errors.js';
import { around, type Primitive } from '../primitive.js';
import { normalizeAxis, showShape } from '../shape.js';
import { apply, requireOperand, type Tensor } from '../tensor.js';
import { takeAlongAxis } from './indexing.js';

const numbers: DType[] = ['float32', 'float16', 'int32'];

type ArgmaxAttributes = { axis: number };
export const argmaxPrimitive: Primitive<ArgmaxAttributes> = {
  name: 'argmax',
  infer([x], { axis }) {
    requireDType('argmax', x!.dtype, numbers);
    if (x!.shape[axis] === 0) throw new ShapeError(`argmax: axis ${axis} of ${showShape(x!.shape)} is empty`);
    return { shape: x!.shape.filter((_, i) => i !== axis), dtype: 'int32' };
  },
  kernel([x], { axis }) {
    const { outer, size, inner } = around(x!.shape, axis);
    const data = new Int32Array(outer * inner);
    for (let o = 0; o < outer; o++) {
      for (let i = 0; i < inner; i++) {
        let best = 0;
        const at = (k: number) => x!.data[(o * size + k) * inner + i]!;
        for (let k = 1; k < size; k++) if (at(k) > at(best)) best = k;
        data[o * inner + i] = best;
      }
    }
    return data;
  },
};

type CumsumAttributes = { axis: number; reverse: boolean; exclusive: boolean };
export const cumsumPrimitive: Primitive<CumsumAttributes> = {
  name: 'cumsum',
  infer([x]) {
    requireDType('cumsum', x!.dtype, numbers);
    return { shape: x!.shape, dtype: x!.dtype };
  },
  vjp: (g, _inputs, a) => [() => apply(cumsumPrimitive, [g], { ...a, reverse: !a.reverse })],
  kernel([x], { axis, reverse, exclusive }) {
    const { outer, size, inner } = around(x!.shape, axis);
    const data = hostArray(x!.dtype, x!.data.length, true);
    for (let o = 0; o < outer; o++) {
      for (let i = 0; i < inner; i++) {
        let total = 0;
        for (let k = 0; k < size; k++) {
          const at = (o * size + (reverse ? size - 1 - k : k)) * inner + i;
          data[at] = exclusive ? total : total + x!.data[at]!;
          total += x!.data[at]!;
        }
      }
    }
    return data;
  },
};

type ArgsortAttributes = { axis: number; descending: boolean; limit: number };
export const argsortPrimitive: Primitive<ArgsortAttributes> = {
  name: 'argsort',
  infer([x], { axis, limit }) {
    requireDType('argsort', x!.dtype, numbers);
    if (!Number.isInteger(limit) || limit < 0 || limit > x!.shape[axis]!) {
      throw new ArgumentError(`topK: k = ${limit} is out of range for axis ${axis} of ${showShape(x!.shape)}`);
    }
    return { shape: x!.shape.map((d, i) => (i === axis ? limit : d)), dtype: 'int32' };
  },
  kernel([x], { axis, descending, limit }) {
    const { outer, size, inner } = around(x!.shape, axis);
    const data = new Int32Array(outer * limit * inner);
    for (let o = 0; o < outer; o++) {
      for (let i = 0; i < inner; i++) {
        const at = (k: number) => x!.data[(o * size + k) * inner + i]!;
        const order = Array.from({ length: size }, (_, k) => k);
        order.sort((a, b) => (descending ? at(b) - at(a) : at(a) - at(b)) || a - b);
        for (let k = 0; k < limit; k++) data[(o * limit + k) * inner + i] = order[k]!;
      }
    }
    return data;
  },
};

/** Position of the largest element along `axis`, which is removed; the first one if several tie. */
export function argmax(x: Tensor, axis = -1): Tensor {
  requireOperand('argmax', x);
  return apply(argmaxPrimitive, [x], { axis: normalizeAxis('argmax', axis, x.rank) });
}

export interface CumsumOptions {
  /** Add from the far end. Default false. */
  reverse?: boolean;
  /** Leave the element itself out of its sum. Default false. */
  exclusive?: boolean;
}

/** Running sum along `axis`. */
export function cumsum(x: Tensor, axis: number, options: CumsumOptions = {}): Tensor {
  requireOperand('cumsum', x);
  checkOptions('cumsum', options, ['reverse', 'exclusive']);
  const { reverse = false, exclusive = false } = options;
  return apply(cumsumPrimitive, [x], { axis: normalizeAxis('cumsum', axis, x.rank), reverse, exclusive });
}

export interface SortOptions {
  /** Largest first. Default false. */
  descending?: boolean;
}

/** Positions that would sort x along `axis`; equal elements keep their order. */
export function argsort(x: Tensor, axis = -1, options: SortOptions = {}): Tensor {
  requireOperand('argsort', x);
  checkOptions('argsort', options, ['descending']);
  const at = normalizeAxis('argsort', axis, x.rank);
  return apply(argsortPrimitive, [x], { axis: at, descending: options.descending ?? false, limit: x.shape[at]! });
}

/** x sorted along `axis`; the gradient follows the elements. */
export function sort(x: Tensor, axis = -1, options: SortOptions = {}): Tensor {
  return takeAlongAxis(x, argsort(x, axis, options), axis);
}

/** The k largest elements along `axis`, in descending order, and their positions. */
export function topK(x: Tensor, k: number, axis = -1): { values: Tensor; indices: Tensor } {
  requireOperand('topK', x);
  const at = normalizeAxis('topK', axis, x.rank);
  const indices = apply(argsortPrimitive, [x], { axis: at, descending: true, limit: k });
  return { values: takeAlongAxis(x, indices, at), indices };
}
