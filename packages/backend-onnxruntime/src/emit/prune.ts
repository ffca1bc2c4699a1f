import type { OnnxConstant, OnnxNode } from '../onnx/model.js';

export interface Live {
  readonly nodes: OnnxNode[];
  readonly constants: OnnxConstant[];
  /** Names of all values some node reads or the model returns. */
  readonly names: ReadonlySet<string>;
}

/**
 * Leaves out what no output needs: patterns of several graph nodes leave parts behind, and an optional result that
 * nobody reads costs time (MaxPool's positions).
 */
export function prune(
  nodes: readonly OnnxNode[],
  constants: readonly OnnxConstant[],
  outputs: readonly string[],
): Live {
  const names = new Set(outputs);
  const kept: OnnxNode[] = [];
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i]!;
    if (!node.outputs.some((name) => names.has(name))) continue;
    while (!names.has(node.outputs.at(-1)!)) node.outputs.pop();
    for (const name of node.inputs) names.add(name);
    kept.push(node);
  }
  return { nodes: kept.reverse(), constants: constants.filter((c) => names.has(c.name)), names };
}

/**
 * The nodes in an order that makes ONNX Runtime run them as they stand. It runs what the last leaf (a node whose results
 * nobody reads) needs first, then what the leaf before needs, and so on: with the leaves in their natural places the
 * first gradient would come last, and everything it needs would stay in memory until then. So the leaves go to the end,
 * backwards.
 */
export function leavesLast(nodes: readonly OnnxNode[]): OnnxNode[] {
  const read = new Set(nodes.flatMap((node) => node.inputs));
  const isLeaf = (node: OnnxNode) => !node.outputs.some((name) => read.has(name));
  return [...nodes.filter((node) => !isLeaf(node)), ...nodes.filter(isLeaf).reverse()];
}
