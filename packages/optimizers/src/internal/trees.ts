import {
  ArgumentError,
  DTypeError,
  isFloat,
  mul,
  type Shape,
  ShapeError,
  sameShape,
  showShape,
  Tensor,
  TreeError,
  tree,
  zerosLike,
} from '@saddlepoint/tensor';
import type { OptimizerState } from '../transform.js';

const at = (path: string): string => `'${path || '(root)'}'`;

function requireFloat(owner: string, leaf: unknown, path: string): Tensor {
  if (!(leaf instanceof Tensor)) {
    throw new ArgumentError(`${owner}: ${at(path)} is a ${typeof leaf}; the tree must hold tensors only`);
  }
  if (!isFloat(leaf.dtype)) {
    throw new DTypeError(`${owner}: ${at(path)} is ${leaf.dtype}; only floats are trained: partition the tree first`);
  }
  return leaf;
}

/** `fn` of every leaf, which must be a float tensor. */
export function mapTensors<P>(owner: string, params: P, fn: (x: Tensor, path: string) => Tensor): P {
  if (params === undefined || params === null) {
    throw new ArgumentError(`${owner}: ${params} must be a tree of tensors`);
  }
  return tree.map(params, (leaf, path) => fn(requireFloat(owner, leaf, path), path)) as P;
}

/**
 * `fn` of the leaves at equal paths of two trees.
 *
 * @param sides what the trees are, for errors.
 * @throws TreeError listing what each side lacks; ShapeError for leaves that would only broadcast.
 */
export function zipTensors<P>(
  owner: string,
  a: P,
  b: unknown,
  fn: (a: Tensor, b: Tensor, path: string) => Tensor,
  sides: readonly [string, string] = ['the first tree', 'the second'],
): P {
  const [first, second] = sides;
  const named: Readonly<Record<string, unknown>> = { [first]: a, [second]: b };
  const zipped = zipLeaves(owner, named, ['out'], (x, path) => ({ out: fn(x[first]!, x[second]!, path) }));
  return zipped.out as P;
}

/**
 * Trees from the leaves at equal paths of several named trees; they have the structure of the first.
 *
 * @param keys the names of the trees that `fn` gives a leaf of.
 * @param shapeOf the shape of a leaf of a later tree, given that of the first. Default the same.
 * @throws TreeError listing what each tree lacks; ShapeError for leaves that would only broadcast.
 */
export function zipLeaves<N extends string, K extends string>(
  owner: string,
  trees: Readonly<Record<N, unknown>>,
  keys: readonly K[],
  fn: (leaves: Readonly<Record<N, Tensor>>, path: string) => Readonly<Record<K, Tensor>>,
  shapeOf: (name: N, like: Tensor) => Shape = (_name, like) => like.shape,
): Record<K, OptimizerState> {
  const names = Object.keys(trees) as N[];
  const [first, ...rest] = names as [N, ...N[]];
  const leaves = names.map((name) => new Map<string, unknown>(tree.flatten(trees[name]).map((x) => [x.path, x.leaf])));
  rest.forEach((name, i) => {
    requireSamePaths(owner, [first, name], [leaves[0]!, leaves[i + 1]!]);
  });
  const results = new Map<string, Readonly<Record<K, Tensor>>>();
  // In an order of its own, so that sums over leaves do not depend on that of the trees.
  for (const path of [...leaves[0]!.keys()].sort()) {
    const tensors = leaves.map((map, i) => requireFloat(`${owner}: ${names[i]}`, map.get(path), path));
    tensors.slice(1).forEach((x, i) => {
      requireShape(owner, path, [first, rest[i]!], [tensors[0]!, x], shapeOf(rest[i]!, tensors[0]!));
    });
    results.set(path, fn(Object.fromEntries(names.map((name, i) => [name, tensors[i]!])) as Record<N, Tensor>, path));
  }
  const build = (key: K) => tree.map(trees[first], (_leaf, path) => results.get(path)![key]) as OptimizerState;
  return Object.fromEntries(keys.map((key) => [key, build(key)])) as Record<K, OptimizerState>;
}

type Paths = ReadonlyMap<string, unknown>;

function requireSamePaths(owner: string, sides: readonly [string, string], paths: readonly [Paths, Paths]): void {
  const lacks = (i: 0 | 1) => {
    const missing = [...paths[1 - i]!.keys()].filter((path) => !paths[i].has(path));
    return missing.length > 0 ? [`missing from ${sides[i]}: ${listPaths(missing)}`] : [];
  };
  const problems = [...lacks(0), ...lacks(1)];
  if (problems.length === 0) return;
  throw new TreeError(`${owner}: ${sides[0]} and ${sides[1]} differ; ${problems.join('; ')}`);
}

function requireShape(
  owner: string,
  path: string,
  sides: readonly [string, string],
  pair: readonly [Tensor, Tensor],
  expected: Shape,
): void {
  if (sameShape(pair[1].shape, expected)) return;
  const shapes = pair.map((x, i) => `${showShape(x.shape)} in ${sides[i]}`);
  const rule = sameShape(pair[0].shape, expected) ? '' : `, where it must be ${showShape(expected)}`;
  throw new ShapeError(`${owner}: ${at(path)} is ${shapes.join(' and ')}${rule}`);
}

/** Zeros of every parameter's shape, for state. */
export function zerosOf(owner: string, params: unknown): OptimizerState {
  return mapTensors(owner, params as OptimizerState, zerosLike);
}

/** The number of steps made, an int32 scalar of a transform's state. */
export function stepOf(owner: string, state: OptimizerState): Tensor {
  return countOf(owner, state, 'step');
}

/** A count of a transform's state, an int32 scalar. */
export function countOf(owner: string, state: OptimizerState, name: string): Tensor {
  const count = stateOf(owner, state, name);
  if (count instanceof Tensor && count.rank === 0 && count.dtype === 'int32') return count;
  throw new TreeError(`${owner}: the state's '${name}' is ${String(count)}; it must be an int32 scalar`);
}

/** A number of a transform's state. */
export function numberOf(owner: string, state: OptimizerState, name: string): Tensor {
  const value = stateOf(owner, state, name);
  if (value instanceof Tensor && value.rank === 0 && isFloat(value.dtype)) return value;
  throw new TreeError(`${owner}: the state's '${name}' is ${String(value)}; it must be a float scalar`);
}

/** The paths of all leaves, for errors. */
export function showPaths(params: unknown): string {
  return listPaths(tree.flatten(params).map(({ path }) => path));
}

/** Paths for errors, the first few of them. */
export function listPaths(paths: readonly string[]): string {
  const shown = paths.slice(0, 8).map((path) => path || '(root)');
  return shown.join(', ') + (paths.length > 8 ? ` and ${paths.length - 8} more` : '');
}

/** An entry of a transform's state. @throws TreeError, with the remedy, when the state does not have it. */
export function stateOf(
  owner: string,
  state: OptimizerState,
  name: string,
  remedy = 'make it with init(params)',
): Tensor | OptimizerState {
  requireState(owner, state);
  const entry = state[name];
  if (entry !== undefined) return entry;
  const have = Object.keys(state).join(', ') || 'nothing';
  throw new TreeError(`${owner}: the state has no '${name}' (it has ${have}); ${remedy}`);
}

/** @throws TreeError unless `state` is an object. */
export function requireState(owner: string, state: unknown): void {
  if (typeof state === 'object' && state !== null && !(state instanceof Tensor)) return;
  throw new TreeError(`${owner}: the state is ${String(state)}; make it with init(params)`);
}

/** Tensors of their own with the values of the parameters: a step may donate both. */
export function copyOf<P>(owner: string, params: P): P & OptimizerState {
  return mapTensors(owner, params, (x) => mul(x, 1)) as P & OptimizerState;
}
