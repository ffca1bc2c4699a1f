import type { HostArray } from '../dtype.js';
import type { AttributeValue, Graph, GraphNode } from '../graph.js';
import { rewrite } from './rewrite.js';

/** Computes equal expressions once. A barrier differs from its neighbours by what it waits for, so it survives. */
export function mergeCommon(graph: Graph): Graph {
  const seen = new Map<string, number>();
  const arrays = new Map<HostArray, number>();
  return rewrite(graph, (node, builder) => {
    if (node.op === 'input') return builder.add(node);
    const key = node.op === 'constant' ? constantKey(node, arrays) : expressionKey(node);
    const before = seen.get(key);
    if (before !== undefined) return before;
    const position = builder.add(node);
    seen.set(key, position);
    return position;
  });
}

/** Operation, operands and attributes: shape and dtype follow from them. */
function expressionKey({ op, inputs, attributes }: GraphNode): string {
  let key = op;
  for (const i of inputs) key += ` ${i}`;
  for (const name in attributes) key += ` ${name}=${showExactly(attributes[name]!)}`;
  return key;
}

/** Small constants compare by value, large ones by identity. */
function constantKey({ shape, dtype, attributes }: GraphNode, arrays: Map<HostArray, number>): string {
  const values = attributes.data as HostArray;
  const type = `constant ${dtype}[${shape}]`;
  if (values.length <= 64) return `${type} ${Array.from(values, showExactly)}`;
  if (!arrays.has(values)) arrays.set(values, arrays.size);
  return `${type} #${arrays.get(values)}`;
}

/** Different text for different values: unlike JSON, which has no NaN, no infinities and no −0. */
export function showExactly(value: AttributeValue): string {
  if (Array.isArray(value)) return `[${value.map(showExactly)}]`;
  return typeof value === 'string' ? JSON.stringify(value) : Object.is(value, -0) ? '-0' : String(value);
}
