import { type HostArray, roundHalf } from '../dtype.js';
import { GraphError } from '../errors.js';
import type { Graph, GraphNode } from '../graph.js';
import type { HostValue } from '../primitive.js';
import { primitives } from '../primitives/table.js';

/** The elements of one node's value; half precision is rounded after every operation, as an engine would. */
export function runNode(node: GraphNode, operands: readonly HostValue[]): HostArray {
  const primitive = primitives.get(node.op);
  if (!primitive) throw new GraphError(`reference: unknown operation '${node.op}'`);
  const data = primitive.kernel(operands, node.attributes, node);
  return node.dtype === 'float16' ? Float64Array.from(data, roundHalf) : data;
}

/** Runs a graph on the host in double precision; intermediate values are let go after their last use. */
export function runGraph(graph: Graph, inputs: readonly HostArray[]): HostArray[] {
  const uses = new Int32Array(graph.nodes.length);
  for (const node of graph.nodes) for (const i of node.inputs) uses[i]!++;
  for (const i of graph.outputs) uses[i]!++;
  const values: (HostValue | undefined)[] = new Array(graph.nodes.length);
  graph.inputs.forEach((i, k) => {
    const { shape, dtype } = graph.nodes[i]!;
    values[i] = { shape, dtype, data: inputs[k]! };
  });
  graph.nodes.forEach((node, i) => {
    if (node.op === 'input') return;
    const data =
      node.op === 'constant'
        ? (node.attributes.data as HostArray)
        : runNode(
            node,
            node.inputs.map((j) => values[j]!),
          );
    values[i] = { shape: node.shape, dtype: node.dtype, data };
    for (const j of node.inputs) if (--uses[j]! === 0) values[j] = undefined;
  });
  return graph.outputs.map((i) => values[i]!.data);
}
