import { isFloat } from '../dtype.js';
import { ArgumentError, checkOptions, DTypeError, requireFunction, ShapeError, showValue } from '../errors.js';
import { zerosLike } from '../ops/creation.js';
import { add, mul, sub } from '../primitives/binary.js';
import { alias } from '../primitives/control.js';
import { cast } from '../primitives/logic.js';
import { sum } from '../primitives/reduce.js';
import { bernoulli, split } from '../random/keys.js';
import { sameShape, showShape } from '../shape.js';
import { scalar, Tensor } from '../tensor.js';
import { flatten, leaves, type MapTree, map, zip } from '../tree.js';
import { tensorsOf } from './custom.js';
import { pullback } from './pullback.js';

/** Derivatives of functions from trees of float tensors. Each takes a function and arguments, and can be nested. */

/** `tree` under fresh names, so that only this use of it is differentiated. */
function variables<P>(owner: string, tree: P): P {
  if (tree === undefined) throw new ArgumentError(`${owner}: the argument is undefined; pass a tree of float tensors`);
  return map(tree, (leaf, path) => {
    if (!(leaf instanceof Tensor)) {
      throw new ArgumentError(
        `${owner}: '${path || 'the argument'}' is a ${typeof leaf}; derivatives are taken with respect to tensors`,
      );
    }
    if (!isFloat(leaf.dtype)) {
      throw new DTypeError(
        `${owner}: '${path || 'the argument'}' is ${leaf.dtype}; only floats have derivatives: partition the tree first`,
      );
    }
    return alias(leaf);
  }) as P;
}

/** `values` in the structure of `tree`, zeros where there is none. */
function inStructureOf<P>(tree: P, values: readonly (Tensor | undefined)[]): P {
  let i = 0;
  return map(tree, (leaf) => values[i++] ?? zerosLike(leaf as Tensor)) as P;
}

const tensors = (tree: unknown): Tensor[] => leaves(tree) as Tensor[];

function requireScalar(owner: string, value: unknown): Tensor {
  if (!(value instanceof Tensor)) {
    throw new ArgumentError(
      `${owner}: the function must return a scalar tensor; for [loss, extras] pass { aux: true }`,
    );
  }
  if (value.size !== 1 || !isFloat(value.dtype)) {
    throw new ShapeError(
      `${owner}: the function must return a float scalar, got ${value.dtype} ${showShape(value.shape)}; take its mean or sum`,
    );
  }
  return value;
}

function requirePair(result: unknown): readonly unknown[] {
  if (Array.isArray(result) && result.length === 2) return result;
  throw new ArgumentError('grad: with { aux: true } the function must return [loss, extras]');
}

export interface GradOptions {
  /** The function returns [loss, extras]; the extras are passed through. Default false. */
  aux?: boolean;
}

/**
 * A function that returns the value of `fn` and its gradient with respect to the first argument, a tree of float
 * tensors: `[value, gradients]`, or `[value, gradients, extras]` with `{ aux: true }`.
 */
export function valueAndGrad<P, Rest extends unknown[]>(
  fn: (params: P, ...rest: Rest) => Tensor,
): (params: P, ...rest: Rest) => [value: Tensor, gradients: P];
export function valueAndGrad<P, Rest extends unknown[], Aux>(
  fn: (params: P, ...rest: Rest) => readonly [Tensor, Aux],
  options: GradOptions & { aux: true },
): (params: P, ...rest: Rest) => [value: Tensor, gradients: P, extras: Aux];
export function valueAndGrad<P, Rest extends unknown[]>(
  fn: (params: P, ...rest: Rest) => unknown,
  options: GradOptions = {},
) {
  requireFunction('grad', fn);
  checkOptions('valueAndGrad', options, ['aux']);
  return (params: P, ...rest: Rest) => {
    const x = variables('grad', params);
    const result = fn(x, ...rest);
    const [raw, extras] = options.aux ? requirePair(result) : [result];
    const value = requireScalar('grad', raw);
    const one = value.rank === 0 ? scalar(1, value.dtype) : zerosLike(value).add(1);
    const gradients = inStructureOf(params, pullback([value], [one], tensors(x)));
    return options.aux ? [value, gradients, extras] : [value, gradients];
  };
}

/** The gradient of `fn` with respect to its first argument; with `{ aux: true }`, `[gradients, extras]`. */
export function grad<P, Rest extends unknown[]>(
  fn: (params: P, ...rest: Rest) => Tensor,
): (params: P, ...rest: Rest) => P;
export function grad<P, Rest extends unknown[], Aux>(
  fn: (params: P, ...rest: Rest) => readonly [Tensor, Aux],
  options: GradOptions & { aux: true },
): (params: P, ...rest: Rest) => [gradients: P, extras: Aux];
export function grad<P, Rest extends unknown[]>(fn: (params: P, ...rest: Rest) => unknown, options: GradOptions = {}) {
  const both = valueAndGrad(fn as (params: P, ...rest: Rest) => readonly [Tensor, unknown], options as { aux: true });
  return (params: P, ...rest: Rest) => {
    const [, gradients, extras] = both(params, ...rest);
    return options.aux ? [gradients, extras] : gradients;
  };
}

/**
 * The vector-Jacobian product: the value of `fn`, and a function from a cotangent of that value (a tree of the same
 * structure) to the cotangents of the arguments, one for each.
 */
export function vjp<Args extends unknown[], R>(
  fn: (...args: Args) => R,
  ...args: Args
): [value: R, pullback: (cotangent: R) => Args] {
  requireFunction('vjp', fn);
  const x = variables('vjp', args);
  const value = fn(...x);
  const outputs = tensorsOf('vjp', value);
  const back = (cotangent: R): Args => {
    const given = zip(
      value,
      cotangent,
      (y, g, path) => matching('vjp', y as Tensor, g as unknown, path),
      'vjp',
      'the cotangent',
    );
    return inStructureOf(args, pullback(outputs, tensors(given), tensors(x)));
  };
  return [value, back];
}

function matching(owner: string, like: Tensor, given: unknown, path: string): Tensor {
  const at = path ? ` at '${path}'` : '';
  if (!(given instanceof Tensor)) throw new ArgumentError(`${owner}: expected a tensor${at}, got ${typeof given}`);
  if (!sameShape(like.shape, given.shape)) {
    throw new ShapeError(
      `${owner}: ${showShape(given.shape)}${at} does not match the value's ${showShape(like.shape)}`,
    );
  }
  if (like.dtype !== given.dtype) {
    throw new DTypeError(`${owner}: ${given.dtype}${at} does not match the value's ${like.dtype}; cast it first`);
  }
  return given;
}

/**
 * The Jacobian-vector product (forward mode): the value of `fn` and its directional derivative along `tangents`, which
 * has the structure of the arguments.
 *
 * Computed as the transpose of the transpose: the vjp is linear in its cotangent, and its own vjp is the jvp. What
 * that leaves unused, the graph clean-up removes.
 */
export function jvp<Args extends unknown[], R>(
  fn: (...args: Args) => R,
  primals: Args,
  tangents: Args,
): [value: R, tangent: MapTree<R, Tensor>] {
  requireFunction('jvp', fn);
  if (!Array.isArray(primals)) {
    throw new ArgumentError(`jvp: the primals are a list of fn's arguments, as in [x]; got ${showValue(primals)}`);
  }
  const given = zip(
    primals,
    tangents,
    (x, t, path) => matching('jvp', x as Tensor, t as unknown, path),
    'jvp',
    'the tangents',
  );
  const x = variables('jvp', primals);
  const value = fn(...x);
  const outputs = tensorsOf('jvp', value);
  const u = outputs.map((y) => alias(zerosLike(y)));
  const cotangents = pullback(outputs, u, tensors(x));
  const back = pullback(
    cotangents.filter((g) => g !== undefined),
    tensors(given).filter((_, i) => cotangents[i] !== undefined),
    u,
  );
  return [value, inStructureOf(value, back) as MapTree<R, Tensor>];
}

/** The Hessian of a scalar `fn` at `params` times `vector`, a tree of the same structure. */
export function hvp<P, Rest extends unknown[]>(
  fn: (params: P, ...rest: Rest) => Tensor,
  params: P,
  vector: P,
  ...rest: Rest
): P {
  requireFunction('hvp', fn);
  const v = zip(params, vector, (x, t, path) => matching('hvp', x as Tensor, t as unknown, path), 'hvp', 'the vector');
  const x = variables('hvp', params);
  const gradients = grad(fn)(x, ...rest);
  const products = tensors(zip(gradients, v, (g, t) => sum(cast(mul(g as Tensor, t as Tensor), 'float32'))));
  const total = products.reduce(add, scalar(0, 'float32'));
  return inStructureOf(params, pullback([total], [scalar(1, total.dtype)], tensors(x)));
}

export interface HessianDiagonalOptions {
  /** Number of random probes to average. Default 1. */
  probes?: number;
}

/**
 * Hutchinson's estimate of the Hessian's diagonal: the mean of v ⊙ Hv over random ±1 vectors v. Exact for a diagonal
 * Hessian; otherwise unbiased, with a variance that falls as 1 / probes.
 *
 * Source: Bekas, Kokiopoulou, Saad, "An estimator for the diagonal of a matrix" (2007).
 */
export function hessianDiagonal<P, Rest extends unknown[]>(
  fn: (params: P, ...rest: Rest) => Tensor,
  key: Tensor,
  params: P,
  options: HessianDiagonalOptions = {},
  ...rest: Rest
): P {
  checkOptions('hessianDiagonal', options, ['probes']);
  const { probes = 1 } = options;
  if (!Number.isInteger(probes) || probes < 1)
    throw new ArgumentError(`hessianDiagonal: probes ${probes} must be 1 or more`);
  const estimates = split(key, probes + 1)
    .slice(1)
    .map((probeKey) => {
      const keys = split(probeKey, flatten(params).length);
      let i = 0;
      const v = map(params, (x) => {
        const leaf = x as Tensor;
        return sub(mul(cast(bernoulli(keys[i++]!, 0.5, leaf.shape), leaf.dtype), 2), 1);
      }) as P;
      return zip(hvp(fn, params, v, ...rest), v, (h, s) => mul(h as Tensor, s as Tensor)) as P;
    });
  const total = estimates.reduce((a, b) => zip(a, b, (x, y) => add(x as Tensor, y as Tensor)) as P);
  return map(total, (x) => mul(x as Tensor, 1 / probes)) as P;
}
