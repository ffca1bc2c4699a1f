import type { Backend } from './backend.js';
import { ArgumentError, checkOptions, GraphError, NonFiniteError, requireFunction, showValue } from './errors.js';
import { materialize } from './evaluate.js';
import { GraphRunner } from './executable.js';
import type { Graph } from './graph.js';
import { cleanUp } from './passes/clean-up.js';
import { requireLive, scalar, Tensor } from './tensor.js';
import { type Feed, isValue, lower, traceCall } from './trace.js';
import { flatten, isBranch, map } from './tree.js';

export interface CompileOptions {
  /**
   * Positions of arguments whose tensors are used up by a call: their memory goes to the results. Give those that the
   * results replace, such as parameters and optimizer state. Default none.
   */
  donate?: readonly number[];
}

/** A compiled function. Wherever the original takes a tensor, a number may stand for a float32 scalar. */
export interface Compiled<Args extends unknown[], R> {
  (...args: { [K in keyof Args]: Feed<Args[K]> }): Promise<R>;
  /** The cleaned-up graph for arguments of these shapes, to look at. */
  graph(...args: { [K in keyof Args]: Feed<Args[K]> }): Graph;
  /** Frees what the engine holds for this function; a later call would compile it again. */
  dispose(): Promise<void>;
}

interface Entry {
  readonly runner: GraphRunner;
  readonly captured: readonly Tensor[];
  readonly graph: Graph;
  /** The traced result: its tensors are replaced by values at each call. */
  readonly result: unknown;
}

/**
 * A function that traces `fn` once for each combination of argument shapes, dtypes and structure, and from then on runs
 * the compiled graph. Tensors and numbers among the arguments are values: changing them never recompiles. Strings,
 * booleans and null are part of the program.
 *
 * `fn` must be pure: it runs only while tracing, and sees stand-ins without values.
 *
 * @throws ArgumentError for a `donate` that names no argument; NonFiniteError for a number that is not finite; DisposedError for a tensor that was donated or disposed;
 *   whatever the operations throw for shapes and dtypes that do not fit.
 */
export function compile<Args extends unknown[], R>(
  backend: Backend,
  fn: (...args: Args) => R,
  options: CompileOptions = {},
): Compiled<Args, R> {
  requireBackend('compile', backend);
  requireFunction('compile', fn);
  checkOptions('compile', options, ['donate']);
  const donate = donated(options.donate ?? []);
  const entries = new Map<string, Promise<Entry>>();
  type Fed = { [K in keyof Args]: Feed<Args[K]> };

  const build = async (args: Fed): Promise<Entry> => {
    const { inputs, result, outputs } = traceCall(fn, args);
    const { graph, captured } = lower(outputs, inputs);
    const clean = cleanUp(graph);
    return { runner: await GraphRunner.create(backend, clean), captured, graph: clean, result };
  };

  const call = async (...args: Fed): Promise<R> => {
    requirePositions(donate, Math.max(args.length, fn.length));
    const fed = flatten(args as unknown) as { path: string; leaf: unknown }[];
    const signature = signatureOf(args);
    let entry = entries.get(signature);
    if (!entry) {
      entry = build(args);
      entries.set(signature, entry);
      // A failed trace must not answer the next call.
      entry.catch(() => entries.delete(signature));
    }
    const { runner, captured, result } = await entry;
    const values: Tensor[] = [];
    const used = new Map<number, string>();
    for (const { path, leaf } of fed) {
      if (!isValue(leaf)) continue;
      if (donate.has(Number.parseInt(path, 10)) && leaf instanceof Tensor) used.set(values.length, path);
      values.push(toTensor(leaf, path));
    }
    requireDistinct(values, used);
    await materialize(values, backend);
    const results = await runner.run([...values, ...captured], new Set(used.keys()));
    let i = 0;
    return map(result, (leaf) => ((leaf as unknown) instanceof Tensor ? results[i++]! : leaf)) as R;
  };

  return Object.assign(call, {
    graph(...args: Fed): Graph {
      const { inputs, outputs } = traceCall(fn, args);
      return cleanUp(lower(outputs, inputs).graph);
    },
    async dispose(): Promise<void> {
      const all = [...entries.values()];
      entries.clear();
      // A failed trace leaves nothing to free.
      const built = await Promise.allSettled(all);
      await Promise.all(built.map((entry) => entry.status === 'fulfilled' && entry.value.runner.dispose()));
    },
  });
}

/** @throws ArgumentError for what is no backend; one that is still being opened has to be awaited. */
function requireBackend(owner: string, backend: unknown): void {
  if (typeof (backend as Backend | undefined)?.compile === 'function') return;
  const fix = backend instanceof Promise ? '; await it: compile(await onnxruntime(), …)' : '';
  throw new ArgumentError(`${owner}: expected a backend, got ${showValue(backend)}${fix}`);
}

function donated(positions: readonly number[]): ReadonlySet<number> {
  if (!Array.isArray(positions)) {
    throw new ArgumentError(`compile: donate must list positions, as in [0], got ${showValue(positions)}`);
  }
  const bad = positions.find((i) => !Number.isInteger(i) || i < 0);
  if (bad !== undefined) throw new ArgumentError(`compile: donate names argument ${bad}; allowed: positions from 0 up`);
  return new Set(positions);
}

/** How many arguments a function takes shows when it is called: there may be a rest parameter. */
function requirePositions(donate: ReadonlySet<number>, count: number): void {
  for (const i of donate) {
    if (i < count) continue;
    const allowed = count === 0 ? 'there are no arguments' : `allowed: 0 to ${count - 1}`;
    throw new ArgumentError(`compile: donate names argument ${i} (the first is 0); ${allowed}`);
  }
}

/** Equal for arguments of the same structure, shapes, dtypes and static values, and only for those. */
function signatureOf(x: unknown): string {
  if (x instanceof Tensor) return `${x.dtype}[${x.shape}]`;
  if (Array.isArray(x)) return `[${x.map(signatureOf)}]`;
  if (isBranch(x))
    return `{${Object.keys(x).map((key) => `${quoted(key)}:${signatureOf((x as Record<string, unknown>)[key])}`)}}`;
  if (typeof x === 'number') return 'float32[]';
  if (typeof x === 'string') return quoted(x);
  return typeof x === 'function' ? `function ${identityOf(x)}` : `${typeof x} ${String(x)}`;
}

/** With its length, so that no text can pass for another followed by something else. */
const quoted = (text: string): string => `${text.length}"${text}"`;

const identities = new WeakMap<object, number>();
let identified = 0;

/** A number that stands for one function object. */
function identityOf(fn: object): number {
  if (!identities.has(fn)) identities.set(fn, identified++);
  return identities.get(fn)!;
}

function toTensor(leaf: Tensor | number, path: string): Tensor {
  if (typeof leaf === 'number') {
    if (Number.isFinite(leaf)) return scalar(leaf, 'float32', `argument ${path}`);
    throw new NonFiniteError(
      `argument ${path} is ${leaf}; numbers must be finite (wrap it in a tensor with allowNonFinite if it is meant)`,
    );
  }
  requireLive(`argument ${path}`, leaf);
  if (leaf.source.kind === 'input') {
    throw new GraphError(
      `argument ${path} stands for a value of a function that is being traced; call the plain function there, not the compiled one`,
    );
  }
  return leaf;
}

function requireDistinct(values: readonly Tensor[], donated: ReadonlyMap<number, string>): void {
  const times = new Map<Tensor, number>();
  for (const x of values) times.set(x, (times.get(x) ?? 0) + 1);
  for (const [i, path] of donated) {
    if (times.get(values[i]!) === 1) continue;
    throw new ArgumentError(
      `compile: the donated tensor at argument ${path} is passed twice; pass a copy in one place, or do not donate it`,
    );
  }
}

/**
 * A graph made by `trace` or read by `loadGraph`, ready to run on tensors in the order of its inputs.
 */
export async function compileGraph(backend: Backend, graph: Graph): Promise<GraphRunner> {
  requireBackend('compileGraph', backend);
  return GraphRunner.create(backend, cleanUp(graph));
}
