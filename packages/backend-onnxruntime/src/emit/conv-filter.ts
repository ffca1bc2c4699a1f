import type { GraphNode } from '@saddlepoint/tensor';
import { numberOf, numbersOf, pairsOf } from './attributes.js';
import type { Emit, Emitter, Operand } from './emitter.js';

/** Up to this many input channels (of a group), one product with all kernel positions beats one for each. */
const FEW_CHANNELS = 8;

/**
 * The filter gradient as matrix products: dw[o, c, k] = Σₙ Σ_position y[n, o, position] · x[n, c, position shifted by
 * k]. With many channels each kernel position is a product by itself; with few, the shifted copies are stacked first.
 */
export const convFilter: Emit = (e, node, [x, y]) => {
  const groups = numberOf(node, 'groups');
  const [outChannels, perGroup] = node.shape as [number, number];
  const positions = y!.shape.slice(2).reduce((a, b) => a * b, 1);
  const batch = x!.shape[0]!;
  const rows = e.reshape(y!.name, [batch, groups, outChannels / groups, positions]);
  const copies = shiftedCopies(e, node, x!, y!).map((copy) => e.reshape(copy, [batch, groups, perGroup, positions]));
  if (perGroup > FEW_CHANNELS) {
    const parts = copies.map((copy) => e.reshape(summedProduct(e, rows, copy), [outChannels, perGroup, 1]));
    return e.reshape(joined(e, parts, 2), node.shape);
  }
  const stacked = summedProduct(e, rows, joined(e, copies, 2));
  const split = e.reshape(stacked, [outChannels, copies.length, perGroup]);
  return e.reshape(e.transpose(split, [0, 2, 1]), node.shape);
};

/** Σₙ rows[n] · columns[n]ᵀ for [batch, groups, o, positions] and [batch, groups, c, positions]. */
function summedProduct(e: Emitter, rows: string, columns: string): string {
  const products = e.contrib
    ? e.contribNode('FusedMatMul', [rows, columns], { transB: 1 })
    : e.node('MatMul', [rows, e.transpose(columns, [0, 1, 3, 2])]);
  return e.node('ReduceSum', [products, e.int64([0])], { keepdims: 0 });
}

function joined(e: Emitter, parts: string[], axis: number): string {
  return parts.length === 1 ? parts[0]! : e.node('Concat', parts, { axis });
}

/** For each kernel position, in row-major order, the elements of x it meets: one for each position of y. */
function shiftedCopies(e: Emitter, node: GraphNode, x: Operand, y: Operand): string[] {
  const strides = numbersOf(node, 'strides');
  const padding = pairsOf(node, 'padding');
  const dilations = numbersOf(node, 'dilations');
  const sizes = y.shape.slice(2);
  let source = x.name;
  if (padding.some(([low, high]) => low + high > 0)) {
    const pads = [0, 0, ...padding.map(([low]) => low), 0, 0, ...padding.map(([, high]) => high)];
    source = e.node('Pad', [source, e.int64(pads)]);
  }
  const axes = e.int64(sizes.map((_, i) => 2 + i));
  return offsetsOf(numbersOf(node, 'spatial')).map((offset) => {
    const starts = offset.map((k, i) => k * dilations[i]!);
    const ends = starts.map((start, i) => start + (sizes[i]! - 1) * strides[i]! + 1);
    return e.node('Slice', [source, e.int64(starts), e.int64(ends), axes, e.int64(strides)]);
  });
}

/** Every position inside a window, in row-major order. */
function offsetsOf(kernel: readonly number[]): number[][] {
  return kernel.reduce<number[][]>(
    (offsets, size) => offsets.flatMap((o) => Array.from({ length: size }, (_, k) => [...o, k])),
    [[]],
  );
}
