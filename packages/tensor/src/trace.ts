import { ancestors } from './autodiff/pullback.js';
import { ArgumentError, GraphError, requireFunction } from './errors.js';
import { Graph, type GraphNode } from './graph.js';
import { cleanUp } from './passes/clean-up.js';
import type { Value } from './primitive.js';
import { requireLive, type Source, scalar, Tensor } from './tensor.js';
import { flatten, map } from './tree.js';

/** From tensors, which point at what they are computed from, to graphs, which are plain data. */

export interface Traced {
  readonly graph: Graph;
  /** Tensors with engine storage that the function captured; fed after the graph's own inputs. */
  readonly captured: readonly Tensor[];
}

/** The graph that computes `outputs` from `inputs`. */
export function lower(outputs: readonly Tensor[], inputs: readonly Tensor[]): Traced {
  const nodes: GraphNode[] = [];
  const position = new Map<Tensor, number>();
  const captured: Tensor[] = [];
  const put = (x: Tensor, node: GraphNode): void => {
    position.set(x, nodes.push(node) - 1);
  };
  const node = (
    x: Tensor,
    op: string,
    attributes: GraphNode['attributes'],
    from: readonly number[] = [],
  ): GraphNode => ({
    op,
    inputs: from,
    attributes,
    shape: x.shape,
    dtype: x.dtype,
  });
  inputs.forEach((x, i) => {
    put(x, node(x, 'input', { name: nameOf(x.source, `input${i}`) }));
  });
  const known = new Set(inputs);
  const operands = (x: Tensor): readonly Tensor[] => (known.has(x) ? [] : sourcesOf(x));
  for (const x of ancestors(outputs, operands)) {
    if (position.has(x)) continue;
    requireLive('compile', x);
    const { source } = x;
    if (source.kind === 'op') {
      put(
        x,
        node(
          x,
          source.primitive.name,
          source.attributes,
          source.inputs.map((y) => position.get(y)!),
        ),
      );
    } else if (source.kind === 'pick') {
      position.set(x, position.get(outputOf(source))!);
    } else if (source.kind === 'host') {
      put(x, node(x, 'constant', { data: source.data }));
    } else if (source.kind === 'stored') {
      put(x, node(x, 'input', { name: `captured${captured.push(x) - 1}` }));
    } else {
      throw new GraphError(
        `${x} stands for an argument of another traced function; return values from a traced function instead of keeping them`,
      );
    }
  }
  const order = [...inputs, ...captured].map((x) => position.get(x)!);
  return {
    graph: new Graph(
      nodes,
      order,
      outputs.map((x) => position.get(x)!),
    ),
    captured,
  };
}

const nameOf = (source: Source, fallback: string): string =>
  source.kind === 'input' ? source.name || fallback : fallback;

/** The tensor a `pick` takes out of its call. */
export function outputOf(source: Source & { kind: 'pick' }): Tensor {
  const call = source.of.source;
  if (call.kind !== 'custom') throw new GraphError('pick: not of a call');
  return call.call.outputs[source.index]!;
}

/** What the value of `x` is computed from; the derivatives of custom calls play no part in that. */
export function sourcesOf(x: Tensor): readonly Tensor[] {
  if (x.source.kind === 'op') return x.source.inputs;
  return x.source.kind === 'pick' ? [outputOf(x.source)] : [];
}

/** A stand-in for a value, to trace a function with. */
function placeholder(name: string, { shape, dtype }: Value): Tensor {
  return new Tensor(shape, dtype, { kind: 'input', name });
}

/** Arguments of a traced function with numbers in place of scalars where the caller likes. */
export type Feed<T> = T extends Tensor
  ? Tensor | number
  : T extends readonly unknown[]
    ? { [K in keyof T]: Feed<T[K]> }
    : T extends (...args: never[]) => unknown
      ? T
      : T extends object
        ? { [K in keyof T]: Feed<T[K]> }
        : T;

/** Whether a leaf of the arguments is a value of the graph; others (strings, booleans, null) are part of the program. */
export function isValue(leaf: unknown): leaf is Tensor | number {
  return leaf instanceof Tensor || typeof leaf === 'number';
}

/** Calls `fn` with placeholders for every tensor and number in `args`. */
export function traceCall<Args extends unknown[], R>(
  fn: (...args: Args) => R,
  args: { [K in keyof Args]: Feed<Args[K]> },
) {
  const inputs: Tensor[] = [];
  const stand = map(args as unknown, (leaf: unknown, path: string) => {
    if (!isValue(leaf)) {
      requireStatic(leaf, path);
      return leaf;
    }
    const x = placeholder(path, leaf instanceof Tensor ? leaf : scalar(0, 'float32'));
    inputs.push(x);
    return x;
  }) as unknown as Args;
  const result = fn(...stand);
  if (typeof (result as { then?: unknown } | null)?.then === 'function') {
    throw new ArgumentError('compile: the function is async; a traced function must return its result directly');
  }
  const outputs = flatten(result).filter(({ leaf }) => (leaf as unknown) instanceof Tensor);
  return {
    inputs,
    result,
    outputs: outputs.map(({ leaf }) => leaf as unknown as Tensor),
    names: outputs.map(({ path }) => path),
  };
}

function requireStatic(leaf: unknown, path: string): void {
  if (leaf === null || ['string', 'boolean', 'function', 'bigint'].includes(typeof leaf)) return;
  const kind = Object.getPrototypeOf(leaf)?.constructor?.name ?? typeof leaf;
  const fix = ArrayBuffer.isView(leaf)
    ? 'wrap it: tensor(values, { shape })'
    : 'pass tensors, numbers, strings or booleans';
  throw new ArgumentError(`compile: argument ${path} is a ${kind}; ${fix}`);
}

/**
 * The graph of `fn` for arguments of these shapes and dtypes (their values do not matter), cleaned up. Its inputs are
 * the tensors and numbers among the arguments, in order, named by their paths (`0.weight`: the first argument's).
 *
 * @throws GraphError if the function captures tensors that live with an engine: pass them as arguments.
 */
export function trace<Args extends unknown[], R>(
  fn: (...args: Args) => R,
  ...args: { [K in keyof Args]: Feed<Args[K]> }
): Graph {
  requireFunction('trace', fn);
  const { inputs, outputs } = traceCall(fn, args);
  const { graph, captured } = lower(outputs, inputs);
  if (captured.length > 0) {
    throw new GraphError(
      `trace: the function captures ${captured.length} tensors that live with an engine; pass them as arguments, ` +
        'or put their values into the graph: tensor(await x.data(), { shape: x.shape })',
    );
  }
  return cleanUp(graph);
}
