import { type Backend, compileGraph, Graph, type GraphNode, type Tensor, trace, zeros } from '@saddlepoint/tensor';

/**
 * Runs a graph and tells, in place of its results, what a probe says of values inside: for each group of positions the
 * numbers that the probe makes of the values there.
 */
export async function look(
  backend: Backend,
  graph: Graph,
  groups: readonly (readonly number[])[],
  probe: (...values: Tensor[]) => Tensor,
  fed: readonly Tensor[],
): Promise<ArrayLike<number>[]> {
  const nodes: GraphNode[] = [...graph.nodes];
  const outputs = groups.map((group) => {
    const like = group.map((at) => zeros(nodes[at]!.shape, nodes[at]!.dtype));
    return append(nodes, trace(probe, ...like), group);
  });
  const runner = await compileGraph(backend, new Graph(nodes, graph.inputs, outputs));
  try {
    const results = await runner.run(fed);
    return await Promise.all(results.map((result) => result.data()));
  } finally {
    await runner.dispose();
  }
}

/** Adds a graph behind the nodes that it takes for its inputs; the position of its result. */
function append(nodes: GraphNode[], { nodes: added, inputs, outputs }: Graph, feeds: readonly number[]): number {
  const moved = new Map(inputs.map((position, k) => [position, feeds[k]!]));
  added.forEach((node, position) => {
    if (moved.has(position)) return;
    moved.set(position, nodes.push({ ...node, inputs: node.inputs.map((i) => moved.get(i)!) }) - 1);
  });
  return moved.get(outputs[0]!)!;
}
