import { type HostArray, hostArray } from '../dtype.js';
import type { Graph, GraphNode } from '../graph.js';
import { primitives } from '../primitives/table.js';
import { runNode } from '../reference/run.js';
import { sizeOf } from '../shape.js';
import { type Builder, rewrite } from './rewrite.js';

/** Results larger than this stay computed: a mask is worth storing, a large table is not. */
const largest = 1 << 16;

/** Folding these would only store what the engine makes for nothing. */
const cheap = new Set(['broadcastTo', 'pad']);

/**
 * Computes what depends on constants alone, and settles everything of size zero: no engine has to know about empty
 * values, as they become empty constants here and what is computed from them becomes a constant too.
 */
export function foldConstants(graph: Graph): Graph {
  return rewrite(graph, (node, builder) => {
    if (node.op === 'input' || node.op === 'constant') return builder.add(node);
    if (sizeOf(node.shape) === 0) return addConstant(builder, node, hostArray(node.dtype, 0));
    const empty = node.inputs.some((i) => isEmpty(builder.nodes[i]!));
    if (empty) return withoutEmpty(node, builder);
    return foldable(node, builder) ? addConstant(builder, node, valueOf(node, builder)) : builder.add(node);
  });
}

const isEmpty = (x: GraphNode): boolean => sizeOf(x.shape) === 0;

function foldable(node: GraphNode, builder: Builder): boolean {
  for (const i of node.inputs) if (builder.nodes[i]!.op !== 'constant') return false;
  const size = sizeOf(node.shape);
  if (size > largest || (size > 1 && cheap.has(node.op))) return false;
  return node.op !== 'barrier' && !primitives.get(node.op)?.host;
}

/** What stands for a node with an empty operand. */
function withoutEmpty(node: GraphNode, builder: Builder): number {
  // A barrier that waits for nothing.
  if (node.op === 'barrier') return node.inputs[0]!;
  const inputs = node.inputs.filter((i) => !isEmpty(builder.nodes[i]!));
  if (node.op === 'concat') return inputs.length === 1 ? inputs[0]! : builder.add({ ...node, inputs });
  // What comes of nothing is the same everywhere (a sum of nothing is 0, padding is its value).
  const data = valueOf(node, builder).slice(0, 1);
  const value = addConstant(builder, { ...node, shape: [] }, data);
  const attributes = { shape: node.shape };
  return node.shape.length === 0 ? value : builder.add({ ...node, op: 'broadcastTo', inputs: [value], attributes });
}

function valueOf(node: GraphNode, builder: Builder): HostArray {
  const operands = node.inputs.map((i) => {
    const { shape, dtype, attributes } = builder.nodes[i]!;
    // An empty operand may be an input, which has no data; nothing is lost.
    return { shape, dtype, data: (attributes.data as HostArray | undefined) ?? hostArray(dtype, 0) };
  });
  return runNode(node, operands);
}

function addConstant(builder: Builder, { shape, dtype }: GraphNode, data: HostArray): number {
  return builder.add({ op: 'constant', inputs: [], attributes: { data }, shape, dtype });
}
