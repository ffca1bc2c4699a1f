import { ancestors } from './autodiff/pullback.js';
import type { Backend } from './backend.js';
import type { HostArray } from './dtype.js';
import { GraphError } from './errors.js';
import { GraphRunner, readTensor } from './executable.js';
import { cleanUp } from './passes/clean-up.js';
import { reference } from './reference/backend.js';
import { operandsOf, requireLive, Tensor } from './tensor.js';
import { lower } from './trace.js';
import { leaves } from './tree.js';

const isLazy = (x: Tensor): boolean => x.source.kind === 'op' || x.source.kind === 'pick';

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
  const lazy = [...new Set((leaves(tree) as unknown[]).filter((x) => x instanceof Tensor && isLazy(x)))] as Tensor[];
  if (lazy.length === 0) return tree;
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
  return tree;
}

/** The values of one tensor, computed first if it is lazy. */
export async function evaluate(x: Tensor, backend?: Backend): Promise<HostArray> {
  requireLive('data', x);
  if (x.source.kind === 'input') {
    throw new GraphError(
      'data: inside a traced function values are not known yet; return the tensor and read it outside',
    );
  }
  await materialize([x], backend);
  const data = await readTensor(x);
  return x.source.kind === 'host' ? data.slice() : data;
}
