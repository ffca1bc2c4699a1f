import { Graph, type GraphNode } from '../graph.js';
import { primitives } from '../primitives/table.js';
import { sizeOf } from '../shape.js';

/** A graph cut in two: what the host computes first (random numbers and their keys), and what the engine computes then. */
export interface Parts {
  /** Its inputs are some of the original's: `hostInputs` says which. */
  readonly host: Graph;
  readonly hostInputs: readonly number[];
  /** Its inputs are those of the original that it needs, then the host's results. */
  readonly engine: Graph;
  readonly engineInputs: readonly number[];
  /** For each output of the original, where it comes from. */
  readonly outputs: readonly OutputSource[];
}

/** An input handed through, a result of the host part, a constant, or a result of the engine. */
type OutputSource =
  | { readonly from: 'input'; readonly index: number }
  | { readonly from: 'host'; readonly index: number }
  | { readonly from: 'constant'; readonly node: GraphNode }
  | { readonly from: 'engine'; readonly index: number };

/** Cuts a clean graph. Engines see neither random primitives nor outputs that nothing computes. */
export function cut(graph: Graph): Parts {
  const onHost = hostNodes(graph);
  const outside = (i: number): boolean => !onHost.has(i) && !isLeaf(graph.nodes[i]!);
  const needed = new Set<number>();
  graph.nodes.forEach((node, i) => {
    if (outside(i)) for (const j of node.inputs) if (onHost.has(j)) needed.add(j);
  });
  for (const i of graph.outputs) if (onHost.has(i)) needed.add(i);
  const crossing = [...needed].sort((a, b) => a - b);
  const computed = [...new Set(graph.outputs.filter(outside))];
  const host = extract(graph, crossing, []);
  const engine = extract(graph, computed, crossing);
  const outputs = graph.outputs.map((i): OutputSource => {
    const node = graph.nodes[i]!;
    if (node.op === 'input') return { from: 'input', index: graph.inputs.indexOf(i) };
    if (node.op === 'constant') return { from: 'constant', node };
    if (onHost.has(i)) return { from: 'host', index: crossing.indexOf(i) };
    return { from: 'engine', index: computed.indexOf(i) };
  });
  return { host: host.graph, hostInputs: host.inputs, engine: engine.graph, engineInputs: engine.inputs, outputs };
}

const isLeaf = (node: GraphNode): boolean => node.op === 'input' || node.op === 'constant';

/** Random primitives, all that they are computed from, and small integers (keys) computed from them. */
function hostNodes(graph: Graph): ReadonlySet<number> {
  const nodes = new Set<number>();
  for (let i = graph.nodes.length - 1; i >= 0; i--) {
    const node = graph.nodes[i]!;
    if (primitives.get(node.op)?.host) nodes.add(i);
    if (nodes.has(i)) for (const j of node.inputs) if (!isLeaf(graph.nodes[j]!)) nodes.add(j);
  }
  graph.nodes.forEach((node, i) => {
    const small = node.dtype === 'int32' && sizeOf(node.shape) <= 1024;
    const ready = (j: number) => nodes.has(j) || graph.nodes[j]!.op === 'constant';
    if (small && !isLeaf(node) && node.inputs.some((j) => nodes.has(j)) && node.inputs.every(ready)) nodes.add(i);
  });
  return nodes;
}

/**
 * The part of a graph that computes `outputs` when `fed` are given: its inputs are the original's that it uses, in order,
 * then `fed`. `inputs` are the indices of the former in the original's list.
 */
function extract(graph: Graph, outputs: readonly number[], fed: readonly number[]): { graph: Graph; inputs: number[] } {
  const needed = new Set<number>(outputs);
  const given = new Set(fed);
  for (let i = graph.nodes.length - 1; i >= 0; i--) {
    if (needed.has(i) && !given.has(i)) for (const j of graph.nodes[i]!.inputs) needed.add(j);
  }
  const used = graph.inputs.flatMap((i, k) => (needed.has(i) ? [k] : []));
  const nodes: GraphNode[] = [];
  const moved = new Map<number, number>();
  graph.nodes.forEach((node, i) => {
    if (!needed.has(i)) return;
    const fresh = given.has(i)
      ? { op: 'input', inputs: [], attributes: { name: `host${fed.indexOf(i)}` }, shape: node.shape, dtype: node.dtype }
      : { ...node, inputs: node.inputs.map((j) => moved.get(j)!) };
    moved.set(i, nodes.push(fresh) - 1);
  });
  const inputs = [...used.map((k) => graph.inputs[k]!), ...fed.filter((i) => needed.has(i))].map((i) => moved.get(i)!);
  return {
    graph: new Graph(
      nodes,
      inputs,
      outputs.map((i) => moved.get(i)!),
    ),
    inputs: used,
  };
}
