import type { Graph } from '../graph.js';
import { rewrite } from './rewrite.js';

/** Drops nodes that no output needs. Inputs stay: they are the graph's signature. */
export function dropDeadCode(graph: Graph): Graph {
  const needed = new Set<number>([...graph.outputs, ...graph.inputs]);
  for (let i = graph.nodes.length - 1; i >= 0; i--) {
    if (needed.has(i)) for (const j of graph.nodes[i]!.inputs) needed.add(j);
  }
  return rewrite(graph, (node, builder, old) => (needed.has(old) ? builder.add(node) : -1));
}
