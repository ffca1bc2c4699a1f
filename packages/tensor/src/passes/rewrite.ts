import { Graph, type GraphNode } from '../graph.js';

/** The graph being built by a pass: positions in it are what the pass hands around. */
export interface Builder {
  readonly nodes: readonly GraphNode[];
  /** Adds a node and returns its position. */
  add(node: GraphNode): number;
}

/**
 * Builds a new graph node by node. `visit` gets each node with its operands already renamed and returns the position that
 * stands for it: a new one, or that of something equal that exists already.
 */
export function rewrite(graph: Graph, visit: (node: GraphNode, builder: Builder, old: number) => number): Graph {
  const nodes: GraphNode[] = [];
  const builder: Builder = { nodes, add: (node) => nodes.push(node) - 1 };
  const moved: number[] = [];
  graph.nodes.forEach((node, i) => {
    moved.push(visit(renamed(node, moved), builder, i));
  });
  return new Graph(
    nodes,
    graph.inputs.map((i) => moved[i]!),
    graph.outputs.map((i) => moved[i]!),
  );
}

/** The node with its operands' new positions; itself where they did not move, which is most of the time. */
function renamed(node: GraphNode, moved: readonly number[]): GraphNode {
  const { op, inputs, attributes, shape, dtype } = node;
  if (inputs.every((j) => moved[j] === j)) return node;
  return { op, inputs: inputs.map((j) => moved[j]!), attributes, shape, dtype };
}
