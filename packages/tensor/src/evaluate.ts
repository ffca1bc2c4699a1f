import { ancestors } from './autodiff/pullback.js';
import type { Backend } from './backend.js';
import type { HostArray } from './dtype.js';
import { GraphError, SaddlepointError } from './errors.js';
import { GraphRunner, readTensor } from './executable.js';
import { cleanUp } from './passes/clean-up.js';
import { reference } from './reference/backend.js';
import { runGraph } from './reference/run.js';
import { operandsOf, requireLive, Tensor } from './tensor.js';
import { lower, sourcesOf, trace } from './trace.js';
import { leaves } from './tree.js';

/**
 * Values that are on the host already, to look at without waiting: of a tensor made from them, or computed there. The
 * array itself, not to be changed; undefined for what an engine holds, and for what is not computed yet.
 */
export function hostValues(x: Tensor): ArrayLike<number> | undefined {
  return x.source.kind === 'host' ? x.source.data : undefined;
}

/**
 * Values without waiting: those that are on the host already, else computed there as the reference backend would. For what
 * has to be numbers before any engine runs, such as first weights that are orthogonalised.
 *
 * @param owner the function that needs them, for the error.
 * @returns an array not to be changed.
 * @throws GraphError for what is not known yet (the argument of a traced function) or only to an engine.
 */
export function valuesNow(owner: string, x: Tensor): ArrayLike<number> {
  const ready = hostValues(x);
  if (ready) return ready;
  try {
    return runGraph(
      trace(() => x),
      [],
    )[0]!;
  } catch (cause) {
    if (!(cause instanceof SaddlepointError)) throw cause;
    throw new GraphError(
      `${owner}: values are needed at once, but they depend on what is not known yet, such as a key that is the argument ` +
        'of a compiled function, or on what an engine holds; call it outside of compiled functions',
      { cause },
    );
  }
}

/** Still to be computed. */
const isLazy = (x: Tensor): boolean => ['op', 'pick', 'input'].includes(x.source.kind);

/** The engine that holds an operand, else the reference backend. */
function backendFor(results: readonly Tensor[]): Backend {
  for (const x of ancestors(results, operandsOf)) if (x.source.kind === 'stored') return x.source.storage.backend;
  return reference();
}

/**
 * Computes every lazy tensor of a tree in one go and keeps the values with the tensors.
 *
 * @param backend default: the engine that holds an operand, else the reference backend in double precision.
 * @returns the same tree.
 */
export async function materialize<T>(tree: T, backend?: Backend): Promise<T> {
  await compute('materialize', leaves(tree), backend);
  return tree;
}

async function compute(owner: string, list: readonly unknown[], backend?: Backend): Promise<void> {
  const lazy = [...new Set(list.filter((x) => x instanceof Tensor && isLazy(x)))] as Tensor[];
  if (lazy.length === 0) return;
  requireValues(owner, lazy);
  const { graph, captured } = lower(lazy, []);
  const runner = await GraphRunner.create(backend ?? backendFor(lazy), cleanUp(graph));
  try {
    const values = await runner.run(captured);
    lazy.forEach((x, i) => {
      // Meanwhile someone else may have computed it too, or disposed of it.
      if (isLazy(x)) x.source = values[i]!.source;
      else values[i]!.dispose();
    });
  } finally {
    await runner.dispose();
  }
}

/** @throws GraphError for what depends on an argument of a traced function. */
function requireValues(owner: string, results: readonly Tensor[]): void {
  if (!ancestors(results, sourcesOf).some((x) => x.source.kind === 'input')) return;
  throw new GraphError(
    `${owner}: values are not known while a function is traced (by compile or trace): it runs once, on stand-ins for its ` +
      'arguments; return the tensor from the function and read it from the result',
  );
}

/** The values of one tensor, computed first if it is lazy. `owner` is named in errors. */
export async function evaluate(x: Tensor, backend?: Backend, owner = 'data'): Promise<HostArray> {
  requireLive(owner, x);
  await compute(owner, [x], backend);
  const data = await readTensor(x);
  return x.source.kind === 'host' ? data.slice() : data;
}
