import type { Graph } from '../graph.js';
import { sizeOf } from '../shape.js';

/** A value is needed only in runs in which the bool `predicate` (one element) is `taken`. */
export interface Guard {
  readonly predicate: number;
  readonly taken: boolean;
}

/**
 * The values of a graph that some runs can do without: those whose every use ends in a branch of a `where` with one
 * condition for all elements. Such a value need not be computed when one of its guards says no; the `where` then ignores
 * what stands in its place. The predicate never depends on the value.
 */
export function guardsOf(graph: Graph): ReadonlyMap<number, readonly Guard[]> {
  const found = new Map<number, ReadonlyMap<string, Guard>>();
  const needed = new Set(graph.outputs);
  const limit = (value: number, own: ReadonlyMap<string, Guard>): void => {
    const before = found.get(value);
    found.set(value, before ? new Map([...before].filter(([key]) => own.has(key))) : own);
  };
  for (let i = graph.nodes.length - 1; i >= 0; i--) {
    const { op, inputs } = graph.nodes[i]!;
    const own = needed.has(i) ? none : (found.get(i) ?? none);
    inputs.forEach((operand, k) => {
      const branch = op === 'where' && k > 0 && sizeOf(graph.nodes[inputs[0]!]!.shape) === 1;
      if (!branch) return limit(operand, own);
      const guard = { predicate: inputs[0]!, taken: k === 1 };
      limit(operand, new Map([...own, [`${guard.predicate} ${guard.taken}`, guard]]));
    });
  }
  const guarded = [...found].filter(([value, own]) => own.size > 0 && !needed.has(value) && !isLeaf(graph, value));
  return new Map(guarded.map(([value, own]) => [value, [...own.values()]]));
}

const none: ReadonlyMap<string, Guard> = new Map();

const isLeaf = (graph: Graph, value: number): boolean => ['input', 'constant'].includes(graph.nodes[value]!.op);
