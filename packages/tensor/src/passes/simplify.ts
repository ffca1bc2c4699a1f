import type { HostArray } from '../dtype.js';
import type { Graph, GraphNode } from '../graph.js';
import { broadcastShapes, type Shape, sameShape } from '../shape.js';
import { type Builder, rewrite } from './rewrite.js';

/** Drops operations that do nothing, joins chains of movements, and lets binary operations do their own broadcasting. */
export function simplify(graph: Graph): Graph {
  return rewrite(graph, (node, builder) => {
    let current = node;
    for (const rule of rules[node.op] ?? broadcasting) {
      const next = rule(current, builder);
      if (typeof next === 'number') return next;
      current = next;
    }
    return builder.add(current);
  });
}

/** What stands for the node: an existing position, or a node to add. */
type Rule = (node: GraphNode, builder: Builder) => number | GraphNode;

const operand = (node: GraphNode, builder: Builder, i = 0): GraphNode => builder.nodes[node.inputs[i]!]!;

/** The operand itself. */
const drop: Rule = (node) => node.inputs[0]!;

const dropIfSame: Rule = (node, builder) => {
  const x = operand(node, builder);
  return sameShape(x.shape, node.shape) && x.dtype === node.dtype ? node.inputs[0]! : node;
};

/** Skips an operand made by the same operation when the second makes up for the first, as a reshape of a reshape does. */
const skipInner: Rule = (node, builder) => {
  const x = operand(node, builder);
  return x.op === node.op ? { ...node, inputs: x.inputs } : node;
};

const twiceIsNothing: Rule = (node, builder) => {
  const x = operand(node, builder);
  return x.op === node.op && JSON.stringify(x.attributes) === JSON.stringify(node.attributes) ? x.inputs[0]! : node;
};

/** The value of a constant whose elements are all the same. */
function uniform(x: GraphNode): number | undefined {
  if (x.op !== 'constant') return undefined;
  const data = x.attributes.data as HostArray;
  return data.length === 1 ? data[0] : undefined;
}

/** Drops an operand that is the neutral element, as long as the other one has the result's shape. */
const neutral =
  (value: number, sides: readonly number[]): Rule =>
  (node, builder) => {
    for (const side of sides) {
      const other = node.inputs[1 - side]!;
      const isNeutral = Object.is(uniform(operand(node, builder, side)), value);
      if (isNeutral && sameShape(builder.nodes[other]!.shape, node.shape)) return other;
    }
    return node;
  };

/** Operations that broadcast by themselves take the source of a broadcast operand instead. */
const broadcasting: Rule[] = [
  (node, builder) => {
    if (!elementwise.has(node.op)) return node;
    const inputs = [...node.inputs];
    inputs.forEach((i, at) => {
      const x = builder.nodes[i]!;
      if (x.op !== 'broadcastTo') return;
      const shapes = inputs.map((j, k) => builder.nodes[k === at ? x.inputs[0]! : j]!.shape);
      if (sameShape(broadcastShapes('simplify', ...shapes), node.shape)) inputs[at] = x.inputs[0]!;
    });
    return { ...node, inputs };
  },
];

const elementwise = new Set([
  'add',
  'sub',
  'mul',
  'div',
  'pow',
  'maximum',
  'minimum',
  'equal',
  'less',
  'lessEqual',
  'logicalAnd',
  'logicalOr',
  'where',
]);

/** A transpose of the last two axes alone becomes a flag of the product. */
const foldTranspose: Rule = (node, builder) => {
  const flags = { ...(node.attributes as { transposeA: boolean; transposeB: boolean }) };
  const inputs = [...node.inputs];
  (['transposeA', 'transposeB'] as const).forEach((flag, at) => {
    const x = builder.nodes[inputs[at]!]!;
    if (x.op !== 'transpose' || !swapsLastTwo(x.attributes.permutation as Shape)) return;
    flags[flag] = !flags[flag];
    inputs[at] = x.inputs[0]!;
  });
  return { ...node, inputs, attributes: flags };
};

function swapsLastTwo(permutation: Shape): boolean {
  const rank = permutation.length;
  return permutation.every((p, i) => p === (i < rank - 2 ? i : 2 * rank - 3 - i));
}

const joinTransposes: Rule = (node, builder) => {
  const x = operand(node, builder);
  if (x.op !== 'transpose') return node;
  const inner = x.attributes.permutation as Shape;
  const permutation = (node.attributes.permutation as Shape).map((p) => inner[p]!);
  if (permutation.every((p, i) => p === i)) return x.inputs[0]!;
  return { ...node, inputs: x.inputs, attributes: { permutation } };
};

const rules: { readonly [op: string]: readonly Rule[] } = {
  alias: [drop],
  stopGradient: [drop],
  cast: [dropIfSame],
  neg: [twiceIsNothing],
  logicalNot: [twiceIsNothing],
  flip: [twiceIsNothing],
  reshape: [skipInner, dropIfSame],
  broadcastTo: [skipInner, dropIfSame],
  transpose: [joinTransposes],
  slice: [dropIfSame],
  pad: [dropIfSame],
  matmul: [foldTranspose],
  add: [...broadcasting, neutral(0, [0, 1])],
  sub: [...broadcasting, neutral(0, [1])],
  mul: [...broadcasting, neutral(1, [0, 1])],
  div: [...broadcasting, neutral(1, [1])],
};
