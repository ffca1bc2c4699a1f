import { sizeOf } from '@saddlepoint/tensor';
import { numberOf, numbersOf } from './attributes.js';
import type { Emit, Emitter } from './emitter.js';

const reshape: Emit = (e, node, [x]) => e.reshape(x!.name, node.shape);

const transpose: Emit = (e, node, [x]) => e.transpose(x!.name, numbersOf(node, 'permutation'));

/** Up to this many copies of an axis are written one by one. */
const FEW_COPIES = 4;

/**
 * Expand goes element by element where an axis inside grows: doubling both sides of 1024 images of 16 × 16 takes 7 ms with
 * it, 1 ms as two concatenations.
 */
const broadcastTo: Emit = (e, node, [x]) => {
  const { shape } = node;
  const from = [...shape.slice(x!.shape.length).map(() => 1), ...x!.shape];
  const grown = shape.flatMap((size, i) => (size === from[i] ? [] : [i]));
  const few = grown.every((i) => shape[i]! > 0 && shape[i]! <= FEW_COPIES);
  if (!few || grown.length === 0 || sizeOf(shape) === 0) return e.node('Expand', [x!.name, e.int64(shape)]);
  const copied = grown.reduceRight((name, i) => {
    const rows = e.reshape(name, [sizeOf(from.slice(0, i)), sizeOf(shape.slice(i + 1))]);
    return e.node('Concat', Array<string>(shape[i]!).fill(rows), { axis: 1 });
  }, x!.name);
  return e.reshape(copied, shape);
};

const slice: Emit = (e, node, [x]) => {
  const starts = numbersOf(node, 'starts');
  const limits = numbersOf(node, 'limits');
  const strides = numbersOf(node, 'strides');
  const axes = x!.shape
    .map((_, i) => i)
    .filter((i) => starts[i] !== 0 || limits[i] !== x!.shape[i] || strides[i] !== 1);
  return axes.length === 0 ? x!.name : sliced(e, x!.name, axes, starts, limits, strides);
};

function sliced(
  e: Emitter,
  x: string,
  axes: readonly number[],
  starts: readonly number[],
  limits: readonly number[],
  strides: readonly number[],
): string {
  const at = (values: readonly number[]) => e.int64(axes.map((i) => values[i]!));
  return e.node('Slice', [x, at(starts), at(limits), e.int64(axes), at(strides)]);
}

const pad: Emit = (e, node, [x]) => {
  const value = e.scalar(numberOf(node, 'value'), node.dtype);
  const low = numbersOf(node, 'low');
  const high = [...numbersOf(node, 'high')];
  const interior = numbersOf(node, 'interior');
  let source = x!.name;
  if (interior.some((n) => n > 0)) {
    // Each element is padded to interior + 1 places, which leaves a tail after the last one: negative padding crops it.
    const paired = x!.shape.flatMap((size) => [size, 1]);
    const tails = interior.flatMap((n) => [0, n]);
    const spread = e.node('Pad', [e.reshape(source, paired), e.int64([...tails.map(() => 0), ...tails]), value]);
    source = e.reshape(
      spread,
      x!.shape.map((size, i) => size * (interior[i]! + 1)),
    );
    interior.forEach((n, i) => {
      high[i] = high[i]! - n;
    });
  }
  const pads = [...low, ...high];
  return pads.every((n) => n === 0) ? source : e.node('Pad', [source, e.int64(pads), value]);
};

const concat: Emit = (e, node, operands) =>
  operands.length === 1
    ? operands[0]!.name
    : e.node(
        'Concat',
        operands.map((x) => x.name),
        { axis: numberOf(node, 'axis') },
      );

const flip: Emit = (e, node, [x]) => {
  const axes = numbersOf(node, 'axes');
  if (axes.length === 0) return x!.name;
  const all = (value: number) => e.int64(axes.map(() => value));
  return e.node('Slice', [x!.name, all(-1), all(-(2 ** 31)), e.int64(axes), all(-1)]);
};

export const shapes: Record<string, Emit> = { reshape, transpose, broadcastTo, slice, pad, concat, flip };
