import {
  ArgumentError,
  DTypeError,
  isFloat,
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
  return tree.map(params, (leaf, path) => fn(requireFloat(owner, leaf, path), path)) as P;
}

/**
 * `fn` of the leaves at equal paths of two trees.
 *
 * @throws TreeError listing missing and unexpected paths; ShapeError for leaves that would only broadcast.
 */
export function zipTensors<P>(owner: string, a: P, b: unknown, fn: (a: Tensor, b: Tensor, path: string) => Tensor): P {
  const pair = (left: unknown, right: unknown, path: string): Tensor => {
    const [x, y] = [requireFloat(owner, left, path), requireFloat(owner, right, path)];
    if (sameShape(x.shape, y.shape)) return fn(x, y, path);
    throw new ShapeError(
      `${owner}: ${at(path)} is ${showShape(x.shape)} in one and ${showShape(y.shape)} in the other`,
    );
  };
  return tree.zip(a, b as P, pair, owner) as P;
}

/** Zeros of every parameter's shape, for state. */
export function zerosOf(owner: string, params: unknown): OptimizerState {
  return mapTensors(owner, params as OptimizerState, zerosLike);
}

/** The number of steps made, an int32 scalar of a transform's state. */
export function stepOf(owner: string, state: OptimizerState): Tensor {
  const step = stateOf(owner, state, 'step');
  if (step instanceof Tensor && step.rank === 0 && step.dtype === 'int32') return step;
  throw new TreeError(`${owner}: the state's 'step' is ${String(step)}; it must be an int32 scalar`);
}

/** The paths of all leaves, for errors. */
export function showPaths(params: unknown): string {
  const paths = tree.flatten(params).map(({ path }) => path || '(root)');
  return paths.slice(0, 8).join(', ') + (paths.length > 8 ? ` and ${paths.length - 8} more` : '');
}

/** An entry of a transform's state. @throws TreeError when the state does not have it. */
export function stateOf(owner: string, state: OptimizerState, name: string): Tensor | OptimizerState {
  const entry = state[name];
  if (entry !== undefined) return entry;
  const have = Object.keys(state).join(', ') || 'nothing';
  throw new TreeError(`${owner}: the state has no '${name}' (it has ${have}); make it with init(params)`);
}
