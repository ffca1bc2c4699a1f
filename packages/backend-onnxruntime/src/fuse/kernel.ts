import { type DType, type Graph, type GraphNode, type HostArray, type Shape, sizeOf } from '@saddlepoint/tensor';
import { type Pattern, patternOf } from './pattern.js';
import { isLookup } from './tables.js';

/** A value read from memory: its position in the graph, and how the loop reads it. */
export interface KernelInput extends Pattern {
  readonly value: number;
  readonly dtype: DType;
  /** Something is looked up in it: the loop reads elements in any order. */
  readonly table?: true;
}

/** An operation on registers. Registers are numbered: first the inputs, then the steps. */
type KernelStep =
  | { readonly constant: number; readonly dtype: DType }
  | { readonly node: GraphNode; readonly value: number; readonly operands: readonly number[]; readonly from: DType };

interface KernelResult {
  /** The position in the graph. */
  readonly value: number;
  readonly register: number;
  readonly dtype: DType;
  /** The whole register's sum, maximum or minimum instead of its elements. */
  readonly reduce?: 'sum' | 'max' | 'min';
  /** A maximum or minimum of so many elements at a time; of the last of them and `filled`, where fewer are left. */
  readonly each?: number;
  readonly filled?: number;
}

/** One loop over `size` elements. */
export interface Kernel {
  readonly size: number;
  readonly inputs: readonly KernelInput[];
  readonly steps: readonly KernelStep[];
  readonly results: readonly KernelResult[];
}

/** What the builder has to know of the graph's values. */
export interface Values {
  readonly graph: Graph;
  /** Skips operations that only give a value another shape. */
  base(value: number): number;
  /** Whether kernels compute the value from others (and do not read it from memory). */
  computed(value: number): boolean;
}

const reductions = new Map([
  ['sum', 'sum'],
  ['max', 'max'],
  ['min', 'min'],
  ['maxOfEach', 'max'],
] as const);

export function isReduction(node: GraphNode): boolean {
  return (reductions as ReadonlyMap<string, unknown>).has(node.op);
}

/** How the loop over its operand gives the value of a reduction. */
function reductionOf(graph: Graph, node: GraphNode): Pick<KernelResult, 'reduce' | 'each' | 'filled'> {
  const reduce = reductions.get(node.op as 'max')!;
  if (node.op === 'maxOfEach') {
    const { count, value } = node.attributes as { count: number; value: number };
    return { reduce, each: count, filled: value };
  }
  const results = sizeOf(node.shape);
  return results === 1 ? { reduce } : { reduce, each: loopSize(graph, node) / results };
}

/** Elements a loop that computes `node` runs over. */
function loopSize(graph: Graph, node: GraphNode): number {
  return sizeOf(isReduction(node) ? graph.nodes[node.inputs[0]!]!.shape : node.shape);
}

/** The loop that computes `roots`, all of one loop size, from values in memory. */
export function buildKernel(values: Values, roots: readonly number[]): Kernel {
  const { graph } = values;
  const size = loopSize(graph, graph.nodes[roots[0]!]!);
  const inputs: KernelInput[] = [];
  const steps: KernelStep[] = [];
  // Steps are numbered from −1 down until the number of inputs is known.
  const computed = new Map<number, number>();
  const read = new Map<string, number>();
  const step = (s: KernelStep): number => -steps.push(s);

  const remember = (key: string, make: () => number): number => {
    const register = read.get(key) ?? make();
    read.set(key, register);
    return register;
  };

  /** Whether the loop computes the value itself. */
  const isInline = (value: number): boolean => values.computed(value) && sizeOf(graph.nodes[value]!.shape) === size;

  /** The register of `operand` as the operation that gives `shape` reads it. */
  const registerOf = (operand: number, user: GraphNode): number => {
    const value = values.base(operand);
    const node = graph.nodes[value]!;
    const constant = scalarConstant(node);
    if (constant !== undefined)
      return remember(`${node.dtype} ${Object.is(constant, -0) ? '-0' : constant}`, () =>
        step({ constant, dtype: node.dtype }),
      );
    if (isInline(value)) return computed.get(value)!;
    const pattern = readingOf(graph.nodes[operand]!.shape, user);
    return remember(
      `${value} ${pattern.repeat} ${pattern.count}`,
      () => inputs.push({ value, dtype: node.dtype, ...pattern }) - 1,
    );
  };

  /** The register with the address of a table. */
  const tableOf = (operand: number): number => {
    const value = values.base(operand);
    const { dtype, shape } = graph.nodes[value]!;
    return remember(
      `table ${value}`,
      () => inputs.push({ value, dtype, repeat: 1, count: sizeOf(shape), table: true }) - 1,
    );
  };

  /** The step for a value whose operands have registers. */
  const stepOf = (node: GraphNode, value: number): KernelStep => {
    const from = graph.nodes[node.inputs.at(-1)!]!.dtype;
    const lookup = isLookup(graph, node);
    const operands = node.inputs.map((i, k) => (lookup && k !== 1 ? tableOf(i) : registerOf(i, node)));
    return { node, value, operands, from };
  };

  /** Writes the steps for `root` and, before it, for what it needs; without recursion, as a chain may be long. */
  const compute = (root: number): void => {
    const waiting = [root];
    for (let value = waiting.at(-1); value !== undefined; value = waiting.at(-1)) {
      const node = graph.nodes[value]!;
      const missing = node.inputs.map((i) => values.base(i)).filter((i) => isInline(i) && !computed.has(i));
      if (missing.length > 0) waiting.push(...missing.reverse());
      else {
        waiting.pop();
        if (!computed.has(value)) computed.set(value, step(stepOf(node, value)));
      }
    }
  };

  const results = roots.map((value): KernelResult => {
    const node = graph.nodes[value]!;
    const reduces = isReduction(node);
    const of = values.base(reduces ? node.inputs[0]! : value);
    if (isInline(of)) compute(of);
    const register = reduces ? registerOf(node.inputs[0]!, node) : computed.get(value)!;
    return { value, register, dtype: node.dtype, ...(reduces && reductionOf(graph, node)) };
  });
  const final = (register: number) => (register < 0 ? inputs.length - 1 - register : register);
  return {
    size,
    inputs,
    steps: steps.map((s) => ('node' in s ? { ...s, operands: s.operands.map(final) } : s)),
    results: results.map((r) => ({ ...r, register: final(r.register) })),
  };
}

/** How the loop that computes `user` reads an operand of this shape. */
function readingOf(shape: Shape, user: GraphNode): Pattern {
  if (user.op === 'repeatEach') return { repeat: user.attributes.count as number, count: sizeOf(shape) };
  return patternOf(shape, isReduction(user) ? shape : user.shape)!;
}

/** The value of a constant of one element. */
export function scalarConstant(node: GraphNode): number | undefined {
  return node.op === 'constant' && sizeOf(node.shape) === 1 ? (node.attributes.data as HostArray)[0]! : undefined;
}
