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
      if (current.op !== node.op) break;
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

/** Elementwise operations work on what was broadcast, and what they give is broadcast where it still has to be. */
const broadcasting: Rule[] = [
  (node, builder) => {
    if (!elementwise.has(node.op)) return node;
    const inputs = node.inputs.map((i) => (builder.nodes[i]!.op === 'broadcastTo' ? builder.nodes[i]!.inputs[0]! : i));
    if (inputs.every((i, at) => i === node.inputs[at])) return node;
    const shape = broadcastShapes('simplify', ...inputs.map((i) => builder.nodes[i]!.shape));
    if (sameShape(shape, node.shape)) return { ...node, inputs };
    const small = builder.add({ ...node, inputs, shape });
    return { ...node, op: 'broadcastTo', attributes: { shape: node.shape }, inputs: [small] };
  },
];

const elementwise = new Set(
  (
    'neg abs sign exp log log1p expm1 sqrt rsqrt sin cos tanh sigmoid erf erfInv floor round relu logicalNot clip cast ' +
    'add sub mul div pow maximum minimum equal less lessEqual logicalAnd logicalOr where'
  ).split(' '),
);

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
  if (inputs.every((i, at) => i === node.inputs[at])) return node;
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

/** The sign of a sum is cheaper to turn after summing. */
const negateAfterSum: Rule = (node, builder) => {
  const x = operand(node, builder);
  if (x.op !== 'neg') return node;
  return { ...node, op: 'neg', attributes: {}, inputs: [builder.add({ ...node, inputs: x.inputs })] };
};

interface Padding {
  readonly low: Shape;
  readonly high: Shape;
  readonly interior: Shape;
  readonly value: number;
}

/** The only axis that `pad` widens with zeros around it, if there is just one. */
function widenedAxis(node: GraphNode): number | undefined {
  if (node.op !== 'pad') return undefined;
  const { low, high, interior, value } = node.attributes as unknown as Padding;
  const axes = node.shape.flatMap((_, i) => (low[i]! + high[i]! > 0 ? [i] : []));
  return axes.length === 1 && value === 0 && interior.every((d) => d === 0) ? axes[0] : undefined;
}

/** The sum of two neighbouring parts, each with zeros around it, is their concatenation: what the pieces of a split give back. */
const joinPads: Rule = (node, builder) => {
  const parts = node.inputs.map((i) => builder.nodes[i]!);
  const [axis, other] = parts.map(widenedAxis);
  if (axis === undefined || axis !== other || !parts.every((x) => sameShape(x.shape, node.shape))) return node;
  const from = (x: GraphNode) => (x.attributes.low as Shape)[axis]!;
  const to = (x: GraphNode) => x.shape[axis]! - (x.attributes.high as Shape)[axis]!;
  const [first, second] = from(parts[0]!) < from(parts[1]!) ? parts : [parts[1]!, parts[0]!];
  if (to(first!) !== from(second!)) return node;
  const shape = node.shape.map((d, i) => (i === axis ? to(second!) - from(first!) : d));
  const joined = builder.add(
    flattenConcat(
      { ...node, op: 'concat', attributes: { axis }, inputs: [first!.inputs[0]!, second!.inputs[0]!], shape },
      builder,
    ) as GraphNode,
  );
  const whole = node.shape.map(() => 0);
  const low = whole.map((_, i) => (i === axis ? from(first!) : 0));
  const high = whole.map((_, i) => (i === axis ? node.shape[axis]! - to(second!) : 0));
  return dropIfSame(
    { ...node, op: 'pad', attributes: { low, high, interior: whole, value: 0 }, inputs: [joined] },
    builder,
  );
};

const flattenConcat: Rule = (node, builder) => {
  const { axis } = node.attributes;
  const inputs = node.inputs.flatMap((i) => {
    const x = builder.nodes[i]!;
    return x.op === 'concat' && x.attributes.axis === axis ? x.inputs : [i];
  });
  return inputs.length === node.inputs.length ? node : { ...node, inputs };
};

const rules: { readonly [op: string]: readonly Rule[] } = {
  alias: [drop],
  stopGradient: [drop],
  cast: [dropIfSame, ...broadcasting],
  neg: [twiceIsNothing, ...broadcasting],
  logicalNot: [twiceIsNothing, ...broadcasting],
  flip: [twiceIsNothing],
  reshape: [skipInner, dropIfSame],
  broadcastTo: [skipInner, dropIfSame],
  transpose: [joinTransposes],
  slice: [dropIfSame],
  pad: [dropIfSame],
  matmul: [foldTranspose],
  sum: [negateAfterSum],
  concat: [flattenConcat],
  add: [...broadcasting, neutral(0, [0, 1]), joinPads],
  sub: [...broadcasting, neutral(0, [1])],
  mul: [...broadcasting, neutral(1, [0, 1])],
  div: [...broadcasting, neutral(1, [1])],
};
