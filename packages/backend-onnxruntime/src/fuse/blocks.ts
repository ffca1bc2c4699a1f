import { type Graph, type GraphNode, sizeOf } from '@saddlepoint/tensor';
import { patternOf } from './pattern.js';
import { replaceNodes } from './replace.js';

/**
 * Two operations on blocks of `count` neighbours, of which the last may be shorter, in place of the several that graphs
 * are written with: a loop over the elements can do these, while sizes change in the middle of the others.
 *
 * - `maxOfEach`: the largest of each block of x, and of `value` too where the last block is short;
 * - `repeatEach`: each element `count` times, as long as the result has room.
 */
export function withBlocks(graph: Graph): Graph {
  const found = new Map<number, GraphNode>();
  graph.nodes.forEach((node, value) => {
    const replaced =
      node.op === 'max' ? maxOfEach(graph, node) : node.op === 'slice' ? repeatEach(graph, node) : undefined;
    if (replaced) found.set(value, replaced);
  });
  return replaceNodes(graph, found);
}

/** The maximum over rows of a flat tensor that was filled up at its end. */
function maxOfEach(graph: Graph, node: GraphNode): GraphNode | undefined {
  const rows = graph.nodes[node.inputs[0]!]!;
  const count = rows.shape.at(-1)!;
  const axes = node.attributes.axes as readonly number[];
  if (rows.op !== 'reshape' || node.dtype !== 'float32' || axes.join() !== `${rows.shape.length - 1}`) return undefined;
  const filled = graph.nodes[rows.inputs[0]!]!;
  if (filled.op !== 'pad' || filled.shape.length !== 1) return undefined;
  const { low, high, interior, value } = filled.attributes as Record<string, readonly number[]> & { value: number };
  const tail = low![0] === 0 && interior![0] === 0 && high![0]! < count;
  if (!tail) return undefined;
  return { ...node, op: 'maxOfEach', inputs: filled.inputs, attributes: { count, value } };
}

/** The beginning of a flat tensor in which elements stand several times. */
function repeatEach(graph: Graph, node: GraphNode): GraphNode | undefined {
  const { starts, strides } = node.attributes as Record<string, readonly number[]>;
  if (node.shape.length !== 1 || starts![0] !== 0 || strides![0] !== 1) return undefined;
  const flat = graph.nodes[node.inputs[0]!]!;
  const wide = flat.op === 'reshape' ? graph.nodes[flat.inputs[0]!]! : flat;
  if (wide.op !== 'broadcastTo') return undefined;
  const { shape } = graph.nodes[wide.inputs[0]!]!;
  const pattern = patternOf(shape, wide.shape);
  const once = pattern && pattern.repeat > 1 && pattern.repeat * pattern.count === sizeOf(wide.shape);
  // A loop computes an operand of its own size along the way, element by element.
  if (pattern?.count === node.shape[0]) return undefined;
  return once ? { ...node, op: 'repeatEach', inputs: wide.inputs, attributes: { count: pattern.repeat } } : undefined;
}
