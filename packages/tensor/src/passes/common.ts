import type { HostArray } from '../dtype.js';
import type { Graph, GraphNode } from '../graph.js';
import { rewrite } from './rewrite.js';

/** Computes equal expressions once. A barrier differs from its neighbours by what it waits for, so it survives. */
export function mergeCommon(graph: Graph): Graph {
  const seen = new Map<string, number>();
  const arrays = new Map<HostArray, number>();
  return rewrite(graph, (node, builder) => {
    if (node.op === 'input') return builder.add(node);
    const key = `${node.op}|${node.inputs.join()}|${node.dtype}|${node.shape.join()}|${attributesKey(node, arrays)}`;
    const before = seen.get(key);
    if (before !== undefined) return before;
    const position = builder.add(node);
    seen.set(key, position);
    return position;
  });
}

/** Small constants compare by value, large ones by identity. */
function attributesKey(node: GraphNode, arrays: Map<HostArray, number>): string {
  const { data } = node.attributes;
  if (node.op !== 'constant') return JSON.stringify(node.attributes);
  const values = data as HostArray;
  if (values.length <= 64) return Array.from(values, (x) => (Object.is(x, -0) ? '-0' : `${x}`)).join();
  if (!arrays.has(values)) arrays.set(values, arrays.size);
  return `#${arrays.get(values)}`;
}
