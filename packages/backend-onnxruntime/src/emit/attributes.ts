import { GraphError, type GraphNode, type HostArray } from '@saddlepoint/tensor';

/** Readers of a node's attributes; each throws GraphError when the attribute is missing or of another kind. */

export function numberOf(node: GraphNode, name: string): number {
  const value = node.attributes[name];
  if (typeof value !== 'number') throw missing(node, name, 'a number');
  return value;
}

export function booleanOf(node: GraphNode, name: string): boolean {
  const value = node.attributes[name];
  if (typeof value !== 'boolean') throw missing(node, name, 'true or false');
  return value;
}

export function stringOf(node: GraphNode, name: string): string {
  const value = node.attributes[name];
  if (typeof value !== 'string') throw missing(node, name, 'a string');
  return value;
}

export function numbersOf(node: GraphNode, name: string): readonly number[] {
  const value = node.attributes[name];
  if (!Array.isArray(value)) throw missing(node, name, 'a list of numbers');
  return value as readonly number[];
}

export function pairsOf(node: GraphNode, name: string): readonly (readonly [number, number])[] {
  const value = node.attributes[name];
  if (!Array.isArray(value)) throw missing(node, name, 'a list of pairs');
  return value as unknown as readonly (readonly [number, number])[];
}

/** The value of a constant with a single element; undefined for anything else. */
export function scalarOf(node: GraphNode): number | undefined {
  if (node.op !== 'constant') return undefined;
  const data = node.attributes.data as HostArray;
  return data.length === 1 ? data[0] : undefined;
}

function missing(node: GraphNode, name: string, kind: string): GraphError {
  return new GraphError(`onnx: ${node.op}: attribute '${name}' must be ${kind}, got ${String(node.attributes[name])}`);
}
