import type { Graph, Tensor } from '../index.js';
import { lower, traceCall } from '../trace.js';

/** The graph of `fn` as it was traced, before any clean-up. */
export function rawGraph(fn: (...args: Tensor[]) => unknown, ...args: Tensor[]): Graph {
  const { inputs, outputs } = traceCall(fn as (...args: unknown[]) => unknown, args);
  return lower(outputs, inputs).graph;
}

/** The operations of a graph, in order, without its inputs and constants. */
export function opsOf(graph: Graph): string[] {
  return graph.nodes.map((n) => n.op).filter((op) => op !== 'input' && op !== 'constant');
}
