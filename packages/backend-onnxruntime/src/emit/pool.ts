import { type GraphNode, sizeOf } from '@saddlepoint/tensor';
import { numbersOf, pairsOf } from './attributes.js';
import type { Emit, Emitter, Operand } from './emitter.js';
import { isDisjoint, isQuartering, quarterGradient, sameWindows } from './patterns/pool-gradient.js';

const maxPool: Emit = (e, node, [x]) => pooled(e, node, x!);

/** ONNX counts positions over the whole tensor, the graph inside each plane. */
const maxPoolIndices: Emit = (e, node, [x]) => {
  const [batch, channels, ...spatial] = x!.shape as [number, number, ...number[]];
  const plane = spatial.reduce((a, b) => a * b, 1);
  const starts = e.int64(
    Array.from({ length: batch * channels }, (_, i) => i * plane),
    [batch, channels, ...spatial.map(() => 1)],
  );
  return e.cast(found(e, e.node('Sub', [positions(pooled(e, node, x!)), starts])), 'int32');
};

/** A window without any number above −∞ has no position; its gradient goes to the first one rather than out of bounds. */
const found = (e: Emitter, at: string) => e.node('Max', [at, e.int64([0], [])]);

const positions = (pooled: string) => `${pooled}:positions`;

/** One MaxPool node for values and positions of the same windows. */
function pooled(e: Emitter, node: GraphNode, x: Operand): string {
  const attributes = { ...windowOf(node), dilations: numbersOf(node, 'dilations') };
  return e.once(`pool ${x.name} ${JSON.stringify(attributes)}`, () => {
    const name = e.fresh('MaxPool');
    e.add('MaxPool', [x.name], [name, positions(name)], attributes);
    return name;
  });
}

function windowOf(node: GraphNode): { kernel_shape: readonly number[]; strides: readonly number[]; pads: number[] } {
  const padding = pairsOf(node, 'padding');
  return {
    kernel_shape: numbersOf(node, 'kernel'),
    strides: numbersOf(node, 'strides'),
    pads: [...padding.map(([low]) => low), ...padding.map(([, high]) => high)],
  };
}

const maxUnpool: Emit = (e, node, [g, indices]) => {
  if (indices!.node.op === 'maxPoolIndices') {
    const x = e.operandsOf(indices!)[0]!;
    if (sameWindows(node, indices!, x)) return gradient(e, node, x, g!, indices!);
  }
  const [batch, channels] = node.shape as [number, number];
  const size = numbersOf(node, 'spatial').reduce((a, b) => a * b, 1);
  const flat = [batch, channels, -1];
  return scattered(e, node, g!, [batch, channels, size], 2, flat, e.reshape(indices!.name, flat));
};

/** The gradient of a pool in the graph: positions need not be made relative to their planes and back. */
function gradient(e: Emitter, node: GraphNode, x: Operand, g: Operand, indices: Operand): string {
  if (isQuartering(node, x.shape.slice(2))) return quarterGradient(e, x, g);
  const at = found(e, positions(pooled(e, indices.node, x)));
  if (isDisjoint(node)) {
    return e.inFloat32(g.name, node.dtype, (values) =>
      e.node('MaxUnpool', [values, at, e.int64(node.shape)], windowOf(node)),
    );
  }
  return scattered(e, node, g, [sizeOf(node.shape)], 0, [-1], e.reshape(at, [-1]));
}

/** Adds g at the given positions of a zero tensor of shape `whole`, along `axis`. */
function scattered(
  e: Emitter,
  node: GraphNode,
  g: Operand,
  whole: readonly number[],
  axis: number,
  flat: readonly number[],
  at: string,
): string {
  const sum = e.inFloat32(g.name, node.dtype, (values, dtype) =>
    e.node('ScatterElements', [e.zeros(whole, dtype), at, e.reshape(values, flat)], { axis, reduction: 'add' }),
  );
  return e.reshape(sum, node.shape);
}

export const pools: Record<string, Emit> = { maxPool, maxPoolIndices, maxUnpool };
