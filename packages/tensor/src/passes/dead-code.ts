import type { Graph } from '../graph.js';
import { rewrite } from './rewrite.js';

/** Drops nodes that no output needs. Inputs stay: they are the graph's signature. */
export function dropDeadCode(graph: Graph): Graph {
  const needed = new Uint8Array(graph.nodes.length);
  for (const i of graph.outputs) needed[i] = 1;
  for (const i of graph.inputs) needed[i] = 1;
  for (let i = graph.nodes.length - 1; i >= 0; i--) {
    if (needed[i]) for (const j of graph.nodes[i]!.inputs) needed[j] = 1;
  }
  if (needed.every(Boolean)) return graph;
  return rewrite(graph, (node, builder, old) => (needed[old] ? builder.add(node) : -1));
}
