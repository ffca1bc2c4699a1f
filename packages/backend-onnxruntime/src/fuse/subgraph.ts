import { Graph, type GraphNode } from '@saddlepoint/tensor';
import type { Values } from './kernel.js';

/** The part of a graph that computes `values`: what it reads from elsewhere becomes inputs, reshapes go with it. */
export function subgraph(of: Values, values: readonly number[], outputs: readonly number[]) {
  const { graph } = of;
  const own = new Set(values);
  const nodes: GraphNode[] = [];
  const inputs: number[] = [];
  const at: number[] = [];
  const positions = new Map<number, number>();
  const add = (value: number, node: GraphNode): number => {
    const position = nodes.push(node) - 1;
    positions.set(value, position);
    return position;
  };
  const positionOf = (value: number): number => {
    const known = positions.get(value);
    if (known !== undefined) return known;
    const node = graph.nodes[value]!;
    const base = of.base(value);
    if (base !== value) return add(value, { ...node, inputs: [positionOf(base)] });
    if (node.op === 'constant') return add(value, node);
    if (own.has(value)) return add(value, { ...node, inputs: node.inputs.map(positionOf) });
    at.push(nodes.length);
    inputs.push(value);
    return add(value, { ...node, op: 'input', inputs: [], attributes: { name: `x${inputs.length - 1}` } });
  };
  for (const value of values) positionOf(value);
  return { graph: new Graph(nodes, at, outputs.map(positionOf)), inputs };
}
