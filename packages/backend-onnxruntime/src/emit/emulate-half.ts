import { type DType, Graph, type GraphNode } from '@saddlepoint/tensor';

/** Operations that only pass halves on, or make them: nothing to round. */
const exact = new Set(['input', 'constant', 'cast']);

/**
 * The graph with every operation on float16 computed in float32 and rounded. For providers without half-precision
 * arithmetic: left alone, ONNX Runtime puts the casts in itself and takes those between operations out again, the
 * program's own included, so that nothing is ever rounded.
 */
export function emulateHalf(graph: Graph): Graph {
  if (graph.nodes.every(({ dtype }) => dtype !== 'float16')) return graph;
  const nodes: GraphNode[] = [];
  const moved: number[] = [];
  const wide = new Map<number, number>();
  const cast = (from: number, dtype: DType): number =>
    nodes.push({ op: 'cast', inputs: [from], attributes: { dtype }, shape: nodes[from]!.shape, dtype }) - 1;
  const widened = (i: number): number => {
    if (nodes[i]!.dtype !== 'float16') return i;
    if (!wide.has(i)) wide.set(i, cast(i, 'float32'));
    return wide.get(i)!;
  };
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((i) => moved[i]!);
    const halves = node.dtype === 'float16' || inputs.some((i) => nodes[i]!.dtype === 'float16');
    if (!halves || exact.has(node.op)) {
      moved.push(nodes.push({ ...node, inputs }) - 1);
      continue;
    }
    const rounded = node.dtype === 'float16';
    const computed = nodes.push({ ...node, inputs: inputs.map(widened), dtype: rounded ? 'float32' : node.dtype }) - 1;
    moved.push(rounded ? cast(computed, 'float16') : computed);
  }
  const at = (positions: readonly number[]): number[] => positions.map((i) => moved[i]!);
  return new Graph(nodes, at(graph.inputs), at(graph.outputs));
}
