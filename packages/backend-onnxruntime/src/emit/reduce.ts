import { type GraphNode, sizeOf } from '@saddlepoint/tensor';
import { booleanOf, numberOf, numbersOf } from './attributes.js';
import { type Emit, type Emitter, float, type Operand } from './emitter.js';

const reduction =
  (op: string): Emit =>
  (e, node, [x]) => {
    const axes = numbersOf(node, 'axes');
    // ONNX reads an empty list as "all axes".
    if (axes.length === 0) return x!.name;
    return e.node(op, [x!.name, e.int64(axes)], { keepdims: Number(booleanOf(node, 'keepDims')) });
  };

/** The engine's reductions pass over NaN in places, so it is looked for separately. */
const extremum =
  (op: string): Emit =>
  (e, node, operands) => {
    const [x] = operands;
    const found = reduction(op)(e, node, operands);
    if (node.dtype === 'int32' || found === x!.name) return found;
    const axes = e.int64(numbersOf(node, 'axes'));
    const keepdims = Number(booleanOf(node, 'keepDims'));
    // As bytes: the maximum of bytes takes less than half the time of that of bools, or of a sum.
    const isNaN = e.cast(e.node('IsNaN', [x!.name]), 'uint8');
    const spoilt = e.cast(e.node('ReduceMax', [isNaN, axes], { keepdims }), 'bool');
    return e.node('Where', [spoilt, e.scalar(Number.NaN, node.dtype), found]);
  };

/** From this many rows on, a sum over them is worth splitting. */
const MANY_ROWS = 256;

/**
 * A sum over leading axes, such as the gradient of a bias, is taken in two steps: the engine spreads the first over its
 * threads, which it does not do with the whole.
 */
const sum: Emit = (e, node, operands) => {
  const [x] = operands;
  if (node.dtype === 'int32') return sumOfIntegers(e, node, x!);
  const axes = numbersOf(node, 'axes');
  const rows = sizeOf(x!.shape.slice(0, axes.length));
  const groups = [32, 16, 8, 64, 4, 5, 6, 7, 3, 2].find((n) => rows % n === 0);
  const leading = axes.length < x!.shape.length && axes.every((axis, i) => axis === i);
  if (!leading || rows < MANY_ROWS || groups === undefined || node.dtype !== 'float32') {
    return reduction('ReduceSum')(e, node, operands);
  }
  const columns = sizeOf(x!.shape) / rows;
  const split = e.reshape(x!.name, [groups, rows / groups, columns]);
  const partial = e.node('ReduceSum', [split, e.int64([1])], { keepdims: 0 });
  return e.reshape(e.node('ReduceSum', [partial, e.int64([0])], { keepdims: 0 }), node.shape);
};

/** In int64 and cut to 32 bits, which wraps as integer sums do; the engine's int32 sum stops at the largest int32. */
function sumOfIntegers(e: Emitter, node: GraphNode, x: Operand): string {
  const axes = numbersOf(node, 'axes');
  if (axes.length === 0) return x.name;
  const wide = e.cast(x.name, 'int64');
  return e.cast(e.node('ReduceSum', [wide, e.int64(axes)], { keepdims: Number(booleanOf(node, 'keepDims')) }), 'int32');
}

const argmax: Emit = (e, node, [x]) =>
  e.cast(e.node('ArgMax', [x!.name], { axis: numberOf(node, 'axis'), keepdims: 0 }), 'int32');

const cumsum: Emit = (e, node, [x]) =>
  e.node('CumSum', [x!.name, e.int64([numberOf(node, 'axis')], [])], {
    reverse: Number(booleanOf(node, 'reverse')),
    exclusive: Number(booleanOf(node, 'exclusive')),
  });

/** TopK breaks ties by the lower index in both directions, as the contract asks. */
const argsort: Emit = (e, node, [x]) => {
  const [, indices] = e.nodeWith(
    'TopK',
    [x!.name, e.int64([numberOf(node, 'limit')])],
    { axis: numberOf(node, 'axis'), largest: Number(booleanOf(node, 'descending')), sorted: 1 },
    2,
  );
  return e.cast(indices!, 'int32');
};

const softmaxLike =
  (op: string): Emit =>
  (e, node, [x]) =>
    e.node(op, [x!.name], { axis: numberOf(node, 'axis') });

/**
 * Both from one LayerNormalization. The engine takes the variance as a mean of squares minus a squared mean, which loses
 * all digits of rows far from 0, so the mean is taken off first.
 */
const standardized =
  (result: 'value' | 'deviation'): Emit =>
  (e, node, [x]) => {
    const axes = numbersOf(node, 'axes');
    const eps = numberOf(node, 'eps');
    const wide = x!.dtype === 'float16' ? 'float32' : x!.dtype;
    const make = (): [string, string] => {
      const input = x!.dtype === 'float16' ? e.cast(x!.name, 'float32') : x!.name;
      const row = axes.map((axis) => x!.shape[axis]!);
      const centred = e.node('Sub', [input, e.node('ReduceMean', [input, e.int64(axes)], { keepdims: 1 })]);
      const ones = e.once(`ones ${row}`, () => e.constant(new Float32Array(sizeOf(row)).fill(1), row, wide));
      const attributes = { axis: -axes.length, epsilon: float(eps) };
      const [value, , deviation] = e.nodeWith('LayerNormalization', [centred, ones], attributes, 3);
      return [value!, deviation!];
    };
    const key = `standardize ${x!.name} ${axes} ${eps}`;
    const value = e.once(`${key} value`, () => {
      const [value, deviation] = make();
      e.once(`${key} deviation`, () => deviation);
      return value;
    });
    const found = result === 'value' ? value : e.once(`${key} deviation`, () => value);
    return x!.dtype === 'float16' ? e.cast(found, 'float16') : found;
  };

export const reductions: Record<string, Emit> = {
  sum,
  max: extremum('ReduceMax'),
  min: extremum('ReduceMin'),
  argmax,
  cumsum,
  argsort,
  softmax: softmaxLike('Softmax'),
  logSoftmax: softmaxLike('LogSoftmax'),
  standardize: standardized('value'),
  inverseDeviation: standardized('deviation'),
};
