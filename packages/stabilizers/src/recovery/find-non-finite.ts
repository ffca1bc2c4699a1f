import {
  ArgumentError,
  type Backend,
  cast,
  checkOptions,
  concat,
  type Feed,
  type Graph,
  type GraphNode,
  isFinite as isFiniteTensor,
  isFloat,
  isNaN as isNaNTensor,
  logicalNot,
  materialize,
  reshape,
  type Shape,
  scalar,
  showShape,
  showValue,
  stack,
  sum,
  Tensor,
  trace,
  tree,
} from '@saddlepoint/tensor';
import { requireFlag, requireFunction } from '../internal/check.js';
import { look } from './look.js';

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
 * @throws ArgumentError for an unknown option, and for a backend, function or list that is none; whatever `compile`
 *   throws.
 * Source: this package's own; compare `jax_debug_nans` of JAX and `detect_anomaly` of PyTorch.
 */
export async function findNonFinite<Args extends unknown[], R>(
  backend: Backend,
  fn: (...args: Args) => R,
  args: { [K in keyof Args]: Feed<Args[K]> },
  options: FindNonFiniteOptions = {},
): Promise<NonFiniteReport | undefined> {
  const owner = 'findNonFinite';
  checkRun(owner, backend, fn, options);
  if (!Array.isArray(args)) {
    throw new ArgumentError(`${owner}: args must be the list of the function's arguments, got ${showValue(args)}`);
  }
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
  const fed = (tree.flatten(args) as { leaf: unknown }[]).flatMap(({ leaf }) => {
    if (leaf instanceof Tensor) return [leaf];
    return typeof leaf === 'number' ? [scalar(leaf, 'float32')] : [];
  });
  await materialize(fed, backend);
  const suspects = graph.nodes.flatMap((node, at) => (isSuspect(node, graph) ? [at] : []));
  for (const at of await notFinite(backend, graph, suspects, fed)) {
    const [said] = await look(backend, graph, [[at]], counts, fed);
    const [nans, infinities] = [said![0]!, said![1]!];
    // A sum may overflow where its terms do not.
    if (nans + (both ? infinities : 0) === 0) continue;
    const output = graph.outputs.indexOf(at);
    return reportOf(graph, at, { nans, infinities }, names[output]?.path);
  }
  return undefined;
}

/** @throws ArgumentError unless there are an engine, a function and options to look at it with. */
export function checkRun(owner: string, backend: Backend, fn: unknown, options: FindNonFiniteOptions): void {
  if (typeof backend?.compile !== 'function' || typeof backend.upload !== 'function') {
    throw new ArgumentError(`${owner}: expected a backend such as reference(), got ${showValue(backend)}`);
  }
  requireFunction(owner, 'fn', fn);
  checkOptions(owner, options, ['infinities']);
  requireFlag(owner, 'infinities', options.infinities);
}

/** Operations whose result is bad only where an operand is. */
const harmless: ReadonlySet<string> = new Set(
  (
    'abs barrier broadcastTo clip concat erf flip floor gather max maximum min minimum neg relu reshape round sigmoid ' +
    'sign slice takeAlongAxis tanh transpose'
  ).split(' '),
);

/** Whether a value is to be looked at; constants are as the program wants them, but not what is made of them. */
function isSuspect({ op, dtype, shape, inputs }: GraphNode, graph: Graph): boolean {
  if (!isFloat(dtype) || shape.includes(0) || op === 'constant') return false;
  return !harmless.has(op) || inputs.some((i) => isBadConstant(graph.nodes[i]!));
}

const isBadConstant = ({ op, attributes }: GraphNode): boolean =>
  op === 'constant' && !Array.from(attributes.data as ArrayLike<number>).every(Number.isFinite);

/** Those of the positions whose values have a sum that is not finite. */
async function notFinite(backend: Backend, graph: Graph, positions: readonly number[], fed: readonly Tensor[]) {
  const groups = grouped(positions, (at) => graph.nodes[at]!.shape.length);
  const sums = await look(backend, graph, groups, totals, fed);
  return groups.flatMap((group, g) => group.filter((_, k) => !Number.isFinite(sums[g]![k]))).sort((a, b) => a - b);
}

/** Lists of at most 16 values of one rank, which can be joined; engines take long to prepare long joins. */
function grouped(positions: readonly number[], rankOf: (at: number) => number): number[][] {
  const groups: number[][] = [];
  const open = new Map<number, number[]>();
  for (const at of positions) {
    const group = open.get(rankOf(at));
    if (group && group.length < 16) group.push(at);
    else open.set(rankOf(at), groups[groups.push([at]) - 1]!);
  }
  return groups;
}

/** The sum of each of some values of one rank: one operation a value, since there are hundreds. */
function totals(...values: Tensor[]): Tensor {
  const sums = values.map((x) => cast(x.rank > 0 ? sum(x, undefined, { keepDims: true }) : reshape(x, [1]), 'float32'));
  return reshape(concat(sums), [-1]);
}

/** How many NaNs and how many infinities a value has. */
function counts(x: Tensor): Tensor {
  const nans = sum(cast(isNaNTensor(x), 'float32'));
  return stack([nans, sum(cast(logicalNot(isFiniteTensor(x)), 'float32')).sub(nans)]);
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
  const name = output === '' ? '' : ` '${output}'`;
  const result = output !== undefined && node.op !== 'input' ? ` (the result${name})` : '';
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
