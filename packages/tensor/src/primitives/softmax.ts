import { requireDType } from '../dtype.js';
import { around, type HostValue, type Primitive } from '../primitive.js';
import { normalizeAxis } from '../shape.js';
import { apply, requireOperand, type Tensor } from '../tensor.js';
import { mul, sub } from './binary.js';
import { sum } from './reduce.js';
import { exp } from './unary.js';

type AxisAttributes = { axis: number };

function softmaxLike(
  name: string,
  kernelOf: (x: number, max: number, total: number) => number,
  rule: (g: Tensor, y: Tensor, axis: number) => Tensor,
): Primitive<AxisAttributes> {
  return {
    name,
    infer([x]) {
      requireDType(name, x!.dtype, ['float32', 'float16']);
      return { shape: x!.shape, dtype: x!.dtype };
    },
    vjp: (g, _inputs, { axis }, y) => [() => rule(g, y, axis)],
    kernel: ([x], { axis }) => rows(x!, axis, kernelOf),
  };
}

function rows(x: HostValue, axis: number, kernelOf: (x: number, max: number, total: number) => number): Float64Array {
  const { outer, size, inner } = around(x.shape, axis);
  const data = new Float64Array(x.data.length);
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      const at = (k: number) => (o * size + k) * inner + i;
      let max = Number.NEGATIVE_INFINITY;
      for (let k = 0; k < size; k++) max = Math.max(max, x.data[at(k)]!);
      let total = 0;
      for (let k = 0; k < size; k++) total += Math.exp(x.data[at(k)]! - max);
      for (let k = 0; k < size; k++) data[at(k)] = kernelOf(x.data[at(k)]!, max, total);
    }
  }
  return data;
}

export const softmaxPrimitive = softmaxLike(
  'softmax',
  (x, max, total) => Math.exp(x - max) / total,
  (g, y, axis) => {
    const gy = mul(g, y);
    return sub(gy, mul(y, sum(gy, axis, { keepDims: true })));
  },
);

export const logSoftmaxPrimitive = softmaxLike(
  'logSoftmax',
  (x, max, total) => x - max - Math.log(total),
  (g, y, axis) => sub(g, mul(exp(y), sum(g, axis, { keepDims: true }))),
);

/** exp(x) / Σ exp(x) along `axis`, without overflow. */
export function softmax(x: Tensor, axis = -1): Tensor {
  requireOperand('softmax', x);
  return apply(softmaxPrimitive, [x], { axis: normalizeAxis('softmax', axis, x.rank) });
}

/** log(softmax(x)), without overflow or log of 0. */
export function logSoftmax(x: Tensor, axis = -1): Tensor {
  requireOperand('logSoftmax', x);
  return apply(logSoftmaxPrimitive, [x], { axis: normalizeAxis('logSoftmax', axis, x.rank) });
}
