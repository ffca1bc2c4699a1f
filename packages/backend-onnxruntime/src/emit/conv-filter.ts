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
  const batch = x!.shape[0]!;
  const rowsOf = (name: string) => e.reshape(name, [batch, groups, outChannels / groups, -1]);
  const columnsOf = (name: string) => e.reshape(name, [batch, groups, perGroup, -1]);
  const pairs = perGroup > FEW_CHANNELS ? shiftedPairs(e, node, x!, y!) : undefined;
  if (pairs) {
    const parts = pairs.map(([shiftedX, shiftedY]) =>
      e.reshape(summedProduct(e, x!, rowsOf(shiftedY), columnsOf(shiftedX)), [outChannels, perGroup, 1]),
    );
    return e.reshape(joined(e, parts, 2), node.shape);
  }
  const copies = shiftedCopies(e, node, x!, y!).map(columnsOf);
  const stacked = summedProduct(e, x!, rowsOf(y!.name), joined(e, copies, 2));
  const split = e.reshape(stacked, [outChannels, copies.length, perGroup]);
  return e.reshape(e.transpose(split, [0, 2, 1]), node.shape);
};

/** Σₙ rows[n] · columns[n]ᵀ for [batch, groups, o, positions] and [batch, groups, c, positions], in one row. */
function summedProduct(e: Emitter, { shape: [batch], dtype }: Operand, rows: string, columns: string): string {
  const products = e.contrib
    ? e.contribNode('FusedMatMul', [rows, columns], { transB: 1 })
    : e.node('MatMul', [rows, e.transpose(columns, [0, 1, 3, 2])]);
  if (dtype !== 'float32') return e.node('ReduceSum', [products, e.int64([0])], { keepdims: 0 });
  // The engine sums along the first axis on one thread: a product with ones takes a third of the time.
  const ones = e.once(`ones ${batch}`, () => e.constant(new Float32Array(batch!).fill(1), [1, batch!], dtype));
  return e.node('MatMul', [ones, e.reshape(products, [batch!, -1])]);
}

function joined(e: Emitter, parts: string[], axis: number): string {
  return parts.length === 1 ? parts[0]! : e.node('Concat', parts, { axis });
}

/**
 * For each kernel position, in row-major order, copies of x and y whose elements at the same place meet; undefined when a
 * position meets nothing but padding. A shift along the last axis moves x, one along the others y: that takes 2 × 2
 * copies for a 3 × 3 kernel, half of them of whole planes, where moving x alone takes 9 row by row (4.1 instead of 7.2 ms for
 * 32 × 32 channels and 16 images of 32 × 32). A stride divides x into phases, which are shifted in the same way.
 */
function shiftedPairs(e: Emitter, node: GraphNode, x: Operand, y: Operand): [x: string, y: string][] | undefined {
  const strides = numbersOf(node, 'strides');
  const padding = pairsOf(node, 'padding');
  const dilations = numbersOf(node, 'dilations');
  const last = strides.length - 1;
  const places = offsetsOf(numbersOf(node, 'spatial')).map((offset) => {
    const reach = offset.map((k, i) => k * dilations[i]! - padding[i]![0]);
    const shifts = reach.map((t, i) => Math.floor(t / strides[i]!));
    const phase = reach.map((t, i) => t - shifts[i]! * strides[i]!);
    const sizes = phase.map((r, i) => Math.ceil((x.shape[2 + i]! - r) / strides[i]!));
    return { shifts, phase, sizes };
  });
  const meets = (shift: number, size: number, i: number) => shift < size && shift + y.shape[2 + i]! > 0;
  if (!places.every(({ shifts, sizes }) => shifts.every((shift, i) => meets(shift, sizes[i]!, i)))) return undefined;
  const rest = <T>(values: readonly T[]) => values.slice(0, last);
  return places.map(({ shifts, phase, sizes }) => {
    const part = takePhase(e, x, phase, strides);
    const low = -shifts[last]!;
    return [
      moved(e, part, [...rest(shifts).map(() => [0, 0] as const), [low, y.shape[2 + last]! - sizes[last]! - low]]),
      moved(e, y.name, [...rest(shifts).map((q, i) => [q, sizes[i]! - y.shape[2 + i]! - q] as const), [0, 0]]),
    ];
  });
}

/** Every `strides`-th element of x along each axis, from `phase` on. */
function takePhase(e: Emitter, x: Operand, phase: readonly number[], strides: readonly number[]): string {
  if (strides.every((stride) => stride === 1)) return x.name;
  const axes = e.int64(strides.map((_, i) => 2 + i));
  return e.once(`phase ${x.name} ${phase} ${strides}`, () =>
    e.node('Slice', [x.name, e.int64(phase), e.int64(x.shape.slice(2)), axes, e.int64(strides)]),
  );
}

/** Zeros added (or, where negative, elements dropped) before and after each spatial axis. */
function moved(e: Emitter, x: string, pads: readonly (readonly [number, number])[]): string {
  if (pads.every(([low, high]) => low === 0 && high === 0)) return x;
  const all = [0, 0, ...pads.map(([low]) => low), 0, 0, ...pads.map(([, high]) => high)];
  return e.once(`pad ${x} ${all}`, () => e.node('Pad', [x, e.int64(all)]));
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
