import { type HostArray, hostArray } from '../dtype.js';
import type { Graph, GraphNode } from '../graph.js';
import { primitives } from '../primitives/table.js';
import { runNode } from '../reference/run.js';
import { sizeOf } from '../shape.js';
import { type Builder, rewrite } from './rewrite.js';

/** Results larger than this stay computed: a mask is worth storing, a large table is not. */
const largest = 1 << 16;

/** Folding these would only store what the engine makes for nothing. */
const cheap = new Set(['broadcastTo', 'reshape', 'pad']);

/**
 * Computes what depends on constants alone, and settles everything of size zero: no engine has to know about empty
 * values, as they become empty constants here and what is computed from them becomes a constant too.
 */
export function foldConstants(graph: Graph): Graph {
  return rewrite(graph, (original, builder) => {
    if (original.op === 'input') return builder.add(original);
    if (original.op === 'constant') return builder.add(original);
    if (sizeOf(original.shape) === 0) return addConstant(builder, original, hostArray(original.dtype, 0));
    const node = withoutEmptyParts(original, builder);
    if (typeof node === 'number') return node;
    const operands = node.inputs.map((i) => builder.nodes[i]!);
    const empty = operands.some((x) => sizeOf(x.shape) === 0);
    const constant = operands.every((x) => x.op === 'constant');
    const small =
      sizeOf(node.shape) <= largest && (!cheap.has(node.op) || sizeOf(node.shape) === 1 || node.op === 'reshape');
    if (!constant || !(empty || small) || primitives.get(node.op)?.host || node.op === 'barrier')
      return builder.add(node);
    const data = runNode(
      node,
      operands.map((x) => ({ shape: x.shape, dtype: x.dtype, data: x.attributes.data as HostArray })),
    );
    if (!empty || data.length <= 1) return addConstant(builder, node, data);
    // What comes of nothing is the same everywhere (a sum of nothing is 0, padding is its value).
    const value = addConstant(builder, { ...node, shape: [] }, data.slice(0, 1));
    return builder.add({
      op: 'broadcastTo',
      inputs: [value],
      attributes: { shape: node.shape },
      shape: node.shape,
      dtype: node.dtype,
    });
  });
}

/** A concatenation without its empty operands. */
function withoutEmptyParts(node: GraphNode, builder: Builder): GraphNode | number {
  if (node.op !== 'concat') return node;
  const inputs = node.inputs.filter((i) => sizeOf(builder.nodes[i]!.shape) > 0);
  return inputs.length === 1 ? inputs[0]! : { ...node, inputs };
}

function addConstant(builder: Builder, { shape, dtype }: GraphNode, data: HostArray): number {
  return builder.add({ op: 'constant', inputs: [], attributes: { data }, shape, dtype });
}
