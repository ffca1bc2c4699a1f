import { Graph, type GraphNode } from '@saddlepoint/tensor';

/**
 * The same graph with nodes in the order in which the outputs, one after the other, need them: what belongs to one output is
 * done before the next is begun, so that few values wait at a time.
 */
export function depthFirst(graph: Graph): Graph {
  const nodes: GraphNode[] = [];
  const moved = new Map<number, number>();
  const place = (i: number): void => {
    if (moved.has(i)) return;
    const node = graph.nodes[i]!;
    node.inputs.forEach(place);
    moved.set(i, nodes.push({ ...node, inputs: node.inputs.map((j) => moved.get(j)!) }) - 1);
  };
  graph.inputs.forEach(place);
  graph.outputs.forEach(place);
  const at = (i: number): number => moved.get(i)!;
  return new Graph(nodes, graph.inputs.map(at), graph.outputs.map(at));
}
