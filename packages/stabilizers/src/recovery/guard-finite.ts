import {
  ArgumentError,
  add,
  type Backend,
  cast,
  compile,
  type Feed,
  isFinite as isFiniteTensor,
  isFloat,
  isNaN as isNaNTensor,
  logicalNot,
  NonFiniteError,
  sum,
  Tensor,
  tree,
} from '@saddlepoint/tensor';
import { checkRun, type FindNonFiniteOptions, findNonFinite } from './find-non-finite.js';

/** A compiled function that throws instead of returning what is not finite. */
export interface GuardedFunction<Args extends unknown[], R> {
  (...args: { [K in keyof Args]: Feed<Args[K]> }): Promise<R>;
  dispose(): Promise<void>;
}

/**
 * `compile`, with a watch on the results: where one holds a NaN or an infinity the function is run once more with every
 * value looked at, and the error names the first bad one by operation and by the paths of the arguments behind it.
 *
 * When to use: while a training is set up. It reads one number a call, and cannot donate, since a second run needs the
 * arguments. For a training that should go on take `skipNonFinite` of the optimizers.
 *
 * @param fn as given to `compile`, with a float result or more.
 * @throws NonFiniteError at the call; ArgumentError for an unknown option or a function without float results; whatever
 *   `compile` throws.
 * Source: as {@link findNonFinite}.
 */
export function guardFinite<Args extends unknown[], R>(
  backend: Backend,
  fn: (...args: Args) => R,
  options: FindNonFiniteOptions = {},
): GuardedFunction<Args, R> {
  checkRun('guardFinite', backend, fn, options);
  const isOdd = options.infinities === false ? isNaNTensor : (x: Tensor) => logicalNot(isFiniteTensor(x));
  const watched = compile<Args, { result: R; odd: Tensor }>(backend, (...args) => {
    const result = fn(...args);
    return { result, odd: oddOf(result, isOdd) };
  });
  const call = async (...args: { [K in keyof Args]: Feed<Args[K]> }): Promise<R> => {
    const { result, odd } = await watched(...args);
    const bad = await odd.item();
    odd.dispose();
    if (bad === 0) return result;
    const report = await findNonFinite<Args, R>(backend, fn, args, options);
    // The second run must have met it too, unless the engine computes it in another order there.
    throw new NonFiniteError(`guardFinite: ${report?.message ?? `${bad} values of the results are not finite`}`);
  };
  return Object.assign(call, { dispose: () => watched.dispose() });
}

/** How many values of the results are not finite. */
function oddOf(result: unknown, isOdd: (x: Tensor) => Tensor): Tensor {
  const counts = (tree.flatten(result) as { leaf: unknown }[]).flatMap(({ leaf }) =>
    leaf instanceof Tensor && isFloat(leaf.dtype) ? [sum(cast(isOdd(leaf), 'float32'))] : [],
  );
  if (counts.length === 0) throw new ArgumentError('guardFinite: the function returns no float tensor to watch');
  return counts.reduce(add);
}
