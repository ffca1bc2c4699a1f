import { Graph, type GraphNode } from '@saddlepoint/tensor';

/**
 * The graph with other nodes in some places, without what nobody reads then. Nodes name their operands as before;
 * `constants` stand after the last of the graph's own.
 */
export function replaceNodes(
  graph: Graph,
  replaced: ReadonlyMap<number, GraphNode>,
  constants: readonly GraphNode[] = [],
): Graph {
  if (replaced.size === 0) return graph;
  const { nodes, inputs, outputs } = graph;
  const all = [...nodes.map((node, value) => replaced.get(value) ?? node), ...constants];
  const needed = new Set([...inputs, ...outputs]);
  for (let value = nodes.length - 1; value >= 0; value--) {
    if (needed.has(value)) for (const i of all[value]!.inputs) needed.add(i);
  }
  const order = [...constants.keys()].map((k) => nodes.length + k).concat([...nodes.keys()]);
  const kept: GraphNode[] = [];
  const moved: number[] = [];
  for (const value of order) {
    const node = all[value]!;
    if (needed.has(value)) moved[value] = kept.push({ ...node, inputs: node.inputs.map((i) => moved[i]!) }) - 1;
  }
  const at = (positions: readonly number[]): number[] => positions.map((i) => moved[i]!);
  return new Graph(kept, at(inputs), at(outputs));
}
