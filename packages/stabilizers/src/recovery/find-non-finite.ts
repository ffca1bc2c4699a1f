import {
  type Backend,
  cast,
  checkOptions,
  compileGraph,
  type Feed,
  Graph,
  type GraphNode,
  isFinite as isFiniteTensor,
  isFloat,
  isNaN as isNaNTensor,
  logicalNot,
  materialize,
  type Shape,
  scalar,
  showShape,
  stack,
  sum,
  Tensor,
  trace,
  tree,
  zeros,
} from '@saddlepoint/tensor';

/** The first value that is not finite in a run of a function. */
export interface NonFiniteReport {
  /** The operation that made it, or `input`. */
  readonly op: string;
  readonly shape: Shape;
  readonly nans: number;
  readonly infinities: number;
  /** Its own path if it is an input or a result of the function: `0.layer.weight` is of the first argument. */
  readonly path: string | undefined;
  /** Paths of the inputs that it is computed from, the nearest first, at most eight. */
  readonly from: readonly string[];
  /** What it was computed from, in the graph's notation: `exp [3]`, `input 0.weight [2, 3]`. */
  readonly operands: readonly string[];
  /** All of it in one sentence. */
  readonly message: string;
}

export interface FindNonFiniteOptions {
  /** Whether infinities count as well as NaN; false where they are meant, as in masks of −∞. Default true. */
  infinities?: boolean;
}

/**
 * Runs a function once with every intermediate value looked at, and tells the first one, in the order of computation, that
 * holds a NaN or an infinity: by operation and by the paths of the arguments that it comes from. Undefined if all are
 * finite.
 *
 * When to use: a loss has become NaN; {@link guardFinite} calls it by itself.
 *
 * @param fn as given to `compile`. @param args the arguments of the compiled function, in a list; not donated before.
 * @throws ArgumentError for an unknown option; whatever `compile` throws.
 */
export async function findNonFinite<Args extends unknown[], R>(
  backend: Backend,
  fn: (...args: Args) => R,
  args: { [K in keyof Args]: Feed<Args[K]> },
  options: FindNonFiniteOptions = {},
): Promise<NonFiniteReport | undefined> {
  checkOptions('findNonFinite', options, ['infinities']);
  const { infinities: both = true } = options;
  let result: R | undefined;
  const graph = trace<Args, R>(
    (...stand) => {
      result = fn(...stand);
      return result;
    },
    ...args,
  );
  const names = (tree.flatten(result) as { path: string; leaf: unknown }[]).filter(
    ({ leaf }) => leaf instanceof Tensor,
  );
  const probed = withProbes(graph);
  const fed = (tree.flatten(args) as { leaf: unknown }[]).flatMap(({ leaf }) => {
    if (leaf instanceof Tensor) return [leaf];
    return typeof leaf === 'number' ? [scalar(leaf, 'float32')] : [];
  });
  await materialize(fed, backend);
  const runner = await compileGraph(backend, probed.graph);
  try {
    const counts = await runner.run(fed);
    for (const [i, at] of probed.positions.entries()) {
      const [nans, infinities] = (await counts[i]!.data()) as ArrayLike<number> as [number, number];
      if (nans + (both ? infinities : 0) === 0) continue;
      const output = graph.outputs.indexOf(at);
      return reportOf(graph, at, { nans, infinities }, names[output]?.path);
    }
    return undefined;
  } finally {
    await runner.dispose();
  }
}

/** The graph with a probe behind every float value, and nothing else as output. */
function withProbes(graph: Graph): { graph: Graph; positions: number[] } {
  const nodes: GraphNode[] = [...graph.nodes];
  const positions: number[] = [];
  const outputs: number[] = [];
  graph.nodes.forEach((node, at) => {
    // Constants are as the program wants them.
    if (!isFloat(node.dtype) || node.shape.includes(0) || node.op === 'constant') return;
    const probe = trace(countsOf, zeros(node.shape, node.dtype));
    // Where each of the probe's values comes to be.
    const moved: number[] = [];
    probe.nodes.forEach((inner, k) => {
      const isInput = inner.op === 'input';
      moved[k] = isInput ? at : nodes.push({ ...inner, inputs: inner.inputs.map((i) => moved[i]!) }) - 1;
    });
    positions.push(at);
    outputs.push(moved[probe.outputs[0]!]!);
  });
  return { graph: new Graph(nodes, graph.inputs, outputs), positions };
}

/** How many NaNs and how many infinities: float32 [2]. */
function countsOf(x: Tensor): Tensor {
  const nans = sum(cast(isNaNTensor(x), 'float32'));
  const odd = sum(cast(logicalNot(isFiniteTensor(x)), 'float32'));
  return stack([nans, odd.sub(nans)]);
}

function reportOf(
  graph: Graph,
  at: number,
  { nans, infinities }: { nans: number; infinities: number },
  output: string | undefined,
): NonFiniteReport {
  const node = graph.nodes[at]!;
  const path = node.op === 'input' ? nameOf(node) : output;
  const operands = node.inputs.map((i) => show(graph.nodes[i]!));
  const from = inputsOf(graph, at);
  const what = [nans > 0 && `${nans} NaN`, infinities > 0 && `${infinities} infinite`].filter(Boolean).join(' and ');
  const source = from.length > 0 && node.op !== 'input' ? `, computed from ${from.join(', ')}` : '';
  const result = output !== undefined && node.op !== 'input' ? ` (the result '${output}')` : '';
  const of = operands.length > 0 ? ` of ${operands.join(' and ')}` : '';
  const message = `${show(node)}${of} has ${what} of ${sizeOf(node.shape)} values${result}${source}`;
  return { op: node.op, shape: node.shape, nans, infinities, path, from, operands, message };
}

const sizeOf = (shape: Shape): number => shape.reduce((a, b) => a * b, 1);
const nameOf = (node: GraphNode): string => String(node.attributes.name);
const show = (node: GraphNode): string =>
  `${node.op}${node.op === 'input' ? ` '${nameOf(node)}'` : ''} ${showShape(node.shape)}`;

/** Paths of the inputs that a value depends on, the nearest first. */
function inputsOf(graph: Graph, start: number): string[] {
  const seen = new Set([start]);
  for (const at of seen) for (const i of graph.nodes[at]!.inputs) seen.add(i);
  const names = [...seen].map((at) => graph.nodes[at]!).filter((node) => node.op === 'input');
  return names.map(nameOf).slice(0, 8);
}
