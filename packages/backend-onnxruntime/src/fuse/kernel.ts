import { type DType, type Graph, type GraphNode, type HostArray, sizeOf } from '@saddlepoint/tensor';
import { type Pattern, patternOf } from './pattern.js';

/** A value read from memory: its position in the graph, and how the loop reads it. */
export interface KernelInput extends Pattern {
  readonly value: number;
  readonly dtype: DType;
}

/** An operation on registers. Registers are numbered: first the inputs, then the steps. */
type KernelStep =
  | { readonly constant: number; readonly dtype: DType }
  | { readonly node: GraphNode; readonly operands: readonly number[]; readonly from: DType };

interface KernelResult {
  /** The position in the graph. */
  readonly value: number;
  readonly register: number;
  readonly dtype: DType;
  /** The whole register's sum, maximum or minimum instead of its elements. */
  readonly reduce?: 'sum' | 'max' | 'min';
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

export function isReduction(node: GraphNode): node is GraphNode & { readonly op: 'sum' | 'max' | 'min' } {
  return node.op === 'sum' || node.op === 'max' || node.op === 'min';
}

/** Elements a loop that computes `node` runs over. */
export function loopSize(graph: Graph, node: GraphNode): number {
  return sizeOf(isReduction(node) ? graph.nodes[node.inputs[0]!]!.shape : node.shape);
}

/** The loop that computes `roots`, all of one loop size, from values in memory. */
export function buildKernel(values: Values, roots: readonly number[]): Kernel {
  const { graph } = values;
  const size = loopSize(graph, graph.nodes[roots[0]!]!);
  const inputs: KernelInput[] = [];
  const steps: KernelStep[] = [];
  // Steps are numbered from −1 down until the number of inputs is known.
  const known = new Map<string, number>();
  const step = (s: KernelStep): number => -steps.push(s);

  const remember = (key: string, make: () => number): number => {
    const register = known.get(key) ?? make();
    known.set(key, register);
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
      return remember(`c ${node.dtype} ${Object.is(constant, -0) ? '-0' : constant}`, () =>
        step({ constant, dtype: node.dtype }),
      );
    if (isInline(value)) return known.get(`n ${value}`)!;
    const pattern = patternOf(
      graph.nodes[operand]!.shape,
      isReduction(user) ? graph.nodes[operand]!.shape : user.shape,
    )!;
    return remember(
      `i ${value} ${pattern.repeat} ${pattern.count}`,
      () => inputs.push({ value, dtype: node.dtype, ...pattern }) - 1,
    );
  };

  /** Writes the steps for `root` and, before it, for what it needs; without recursion, as a chain may be long. */
  const compute = (root: number): void => {
    const waiting = [root];
    for (let value = waiting.at(-1); value !== undefined; value = waiting.at(-1)) {
      const node = graph.nodes[value]!;
      const missing = node.inputs.map((i) => values.base(i)).filter((i) => isInline(i) && !known.has(`n ${i}`));
      if (missing.length > 0) waiting.push(...missing.reverse());
      else {
        waiting.pop();
        remember(`n ${value}`, () => {
          const operands = node.inputs.map((operand) => registerOf(operand, node));
          return step({ node, operands, from: graph.nodes[node.inputs.at(-1)!]!.dtype });
        });
      }
    }
  };

  const results = roots.map((value): KernelResult => {
    const node = graph.nodes[value]!;
    const reduce = isReduction(node) ? node.op : undefined;
    const of = values.base(reduce ? node.inputs[0]! : value);
    if (isInline(of)) compute(of);
    const register = reduce ? registerOf(node.inputs[0]!, node) : known.get(`n ${value}`)!;
    return { value, register, dtype: node.dtype, ...(reduce ? { reduce } : {}) };
  });
  const final = (register: number) => (register < 0 ? inputs.length - 1 - register : register);
  return {
    size,
    inputs,
    steps: steps.map((s) => ('node' in s ? { ...s, operands: s.operands.map(final) } : s)),
    results: results.map((r) => ({ ...r, register: final(r.register) })),
  };
}

/** The value of a constant of one element. */
export function scalarConstant(node: GraphNode): number | undefined {
  return node.op === 'constant' && sizeOf(node.shape) === 1 ? (node.attributes.data as HostArray)[0]! : undefined;
}
