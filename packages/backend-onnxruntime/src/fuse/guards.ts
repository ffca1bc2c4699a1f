import { Graph, type GraphNode, type Guard, guardsOf, primitives } from '@saddlepoint/tensor';
import { isLookup } from './tables.js';

/**
 * Whether the host computes the node in the middle of a run: the engine has no such operation, and `kernels` neither, if
 * there are any.
 */
export function isHosted(graph: Graph, node: GraphNode, kernels: boolean): boolean {
  return primitives.get(node.op)?.onHost === true && !(kernels && isLookup(graph, node));
}

export type Guards = ReadonlyMap<number, readonly Guard[]>;

/**
 * The graph in an order in which conditions come before what they can spare, and what each can spare: the values whose
 * guards keep a step of the host from running, and others with the same conditions. Graphs without such steps stay as
 * they are.
 */
export function orderByGuards(graph: Graph, kernels: boolean): { graph: Graph; guards: Guards } {
  const hosted = (node: GraphNode) => isHosted(graph, node, kernels);
  const all = graph.nodes.some(hosted) ? guardsOf(graph) : new Map<number, readonly Guard[]>();
  const conditions = new Set(
    [...all].flatMap(([value, guards]) => (hosted(graph.nodes[value]!) ? guards.map((g) => g.predicate) : [])),
  );
  if (conditions.size === 0) return { graph, guards: new Map() };
  const kept = [...all].map(([value, guards]) => [value, guards.filter((g) => conditions.has(g.predicate))] as const);
  const guards = new Map(kept.filter(([, own]) => own.length > 0));
  const moved = orderAfter(graph, guards);
  const nodes: GraphNode[] = [];
  for (const [value, position] of moved) {
    const node = graph.nodes[value]!;
    nodes[position] = { ...node, inputs: node.inputs.map((i) => moved.get(i)!) };
  }
  const at = (value: number): number => moved.get(value)!;
  return {
    graph: new Graph(nodes, graph.inputs.map(at), graph.outputs.map(at)),
    guards: new Map(
      [...guards].map(([value, own]) => [at(value), own.map((g) => ({ ...g, predicate: at(g.predicate) }))]),
    ),
  };
}

/** New positions: each value after its operands and its conditions, otherwise in the old order. */
function orderAfter(graph: Graph, guards: Guards): Map<number, number> {
  const moved = new Map<number, number>();
  const before = (value: number) => [
    ...(guards.get(value) ?? []).map(({ predicate }) => predicate),
    ...graph.nodes[value]!.inputs,
  ];
  for (let start = 0; start < graph.nodes.length; start++) {
    const open = [start];
    while (open.length > 0) {
      const value = open.at(-1)!;
      const missing = before(value).filter((i) => !moved.has(i));
      if (missing.length > 0) {
        open.push(...missing);
        continue;
      }
      if (!moved.has(value)) moved.set(value, moved.size);
      open.pop();
    }
  }
  return moved;
}
