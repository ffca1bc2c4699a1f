import { type Tensor, tree } from '@saddlepoint/tensor';
import type { Extras, OptimizerState, Transform, Update } from '../transform.js';

/** The leaves of a tree at these paths; the others become holes. */
export function select<T>(whole: T, paths: ReadonlySet<string>): T {
  return tree.partition(whole, (_leaf, path) => paths.has(path))[0] as T;
}

/** Extras whose Hessian keeps these paths only. */
export function selectExtras(extras: Extras | undefined, paths: ReadonlySet<string>): Extras | undefined {
  return extras?.hessian === undefined ? extras : { ...extras, hessian: select(extras.hessian, paths) };
}

/**
 * `inner` for some of the parameters, and its state for them alone.
 *
 * @param pathsOf which ones; it throws when that makes no sense.
 * @param other the update of any other parameter from its gradient.
 */
export function onSome(
  inner: Transform,
  pathsOf: (params: unknown) => ReadonlySet<string>,
  other: (gradient: Tensor) => Tensor,
): Transform {
  return {
    name: inner.name,
    init: (params) => inner.init(select(params, pathsOf(params))),
    update<P>(grads: P, state: OptimizerState, params: P, extras?: Extras): Update<P> {
      const paths = pathsOf(params);
      const own = select(grads, paths);
      const result = inner.update(own, state, select(params, paths), selectExtras(extras, paths));
      const rest = tree.partition(grads, (_leaf, path) => paths.has(path))[1];
      const updates = tree.merge(result.updates, tree.map(rest, (g) => other(g as Tensor)) as P);
      return { updates, state: result.state };
    },
  };
}
