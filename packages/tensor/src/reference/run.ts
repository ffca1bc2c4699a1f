import { type HostArray, hostArray, roundHalf } from '../dtype.js';
import { GraphError } from '../errors.js';
import type { Graph, GraphNode } from '../graph.js';
import { guardsOf } from '../passes/guards.js';
import type { HostValue } from '../primitive.js';
import { primitives } from '../primitives/table.js';
import { sizeOf } from '../shape.js';

/** The elements of one node's value; half precision is rounded after every operation, as an engine would. */
export function runNode(node: GraphNode, operands: readonly HostValue[]): HostArray {
  const primitive = primitives.get(node.op);
  if (!primitive) throw new GraphError(`reference: unknown operation '${node.op}'`);
  const data = primitive.kernel(operands, node.attributes, node);
  return node.dtype === 'float16' ? Float64Array.from(data, roundHalf) : data;
}

/**
 * Runs a graph on the host in double precision; intermediate values are let go after their last use. What a `where` with
 * one condition does not take is not computed where that saves a factorisation.
 */
export function runGraph(graph: Graph, inputs: readonly HostArray[]): HostArray[] {
  const { nodes } = graph;
  const uses = new Int32Array(nodes.length);
  for (const node of nodes) for (const i of node.inputs) uses[i]!++;
  for (const i of graph.outputs) uses[i]!++;
  const values: (HostValue | undefined)[] = new Array(nodes.length);
  graph.inputs.forEach((i, k) => {
    const { shape, dtype } = nodes[i]!;
    values[i] = { shape, dtype, data: inputs[k]! };
  });
  const done = new Set(graph.inputs);
  const compute = (i: number): void => {
    done.add(i);
    const node = nodes[i]!;
    const { shape, dtype, op } = node;
    const operands = node.inputs.map((j) => values[j]!);
    values[i] = {
      shape,
      dtype,
      data: op === 'constant' ? (node.attributes.data as HostArray) : runNode(node, operands),
    };
    for (const j of node.inputs) if (--uses[j]! === 0) values[j] = undefined;
  };
  const later = deferred(graph);
  /** What is missing before node i can be computed. */
  const missing = (i: number): number[] => {
    const { op, inputs: operands } = nodes[i]!;
    if (op === 'where' && values[operands[0]!] && operands.some((j) => later.has(j))) {
      const skipped = operands[values[operands[0]!]!.data[0] ? 2 : 1]!;
      const { shape, dtype } = nodes[skipped]!;
      if (later.has(skipped)) values[skipped] ??= { shape, dtype, data: hostArray(dtype, sizeOf(shape)) };
    } else if (op === 'where' && later.size > 0 && !done.has(operands[0]!)) return [operands[0]!];
    return operands.filter((j) => !values[j] && !done.has(j));
  };
  nodes.forEach((node, start) => {
    if (node.op === 'input' || later.has(start)) return;
    const open = [start];
    while (open.length > 0) {
      const before = missing(open.at(-1)!);
      if (before.length > 0) open.push(...before);
      else {
        const i = open.pop()!;
        if (!done.has(i)) compute(i);
      }
    }
  });
  return graph.outputs.map((i) => values[i]!.data);
}

/** Guarded values, in graphs in which that spares the host a factorisation. */
function deferred(graph: Graph): ReadonlySet<number> {
  if (!graph.nodes.some(({ op }) => primitives.get(op)?.onHost)) return new Set();
  return new Set(guardsOf(graph).keys());
}
