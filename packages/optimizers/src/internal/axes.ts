import { matmul, reshape, type Tensor, transpose, tree } from '@saddlepoint/tensor';
import type { OptimizerState } from '../transform.js';

/** A tree with `{ axis0: …, axis1: … }` for each leaf: what `fn` gives for the axes of `axesOf`. */
export function eachAxis<P>(
  params: P,
  axesOf: (leaf: Tensor) => readonly number[],
  fn: (leaf: Tensor, axis: number) => Tensor,
): OptimizerState {
  return tree.map(params, (leaf) => {
    const x = leaf as Tensor;
    return Object.fromEntries(axesOf(x).map((axis) => [`axis${axis}`, fn(x, axis)]));
  }) as OptimizerState;
}

/** The entries of such a tree, by the path of the leaf and the axis. */
export function axisReader(state: OptimizerState): (path: string, axis: number) => Tensor | undefined {
  const found = new Map(tree.flatten(state).map(({ path, leaf }) => [path, leaf]));
  return (path, axis) => found.get(path === '' ? `axis${axis}` : `${path}.axis${axis}`);
}

/** The products of x's slices along `axis` with each other: [size, size]. */
export function gramOf(x: Tensor, axis: number): Tensor {
  const rows = slicesOf(x, axis);
  return matmul(rows, rows, { transposeB: true });
}

/** x with `axis` first and all others as one: [size, rest]. */
export function slicesOf(x: Tensor, axis: number): Tensor {
  const order = [axis, ...x.shape.keys()].filter((other, i) => i === 0 || other !== axis);
  return reshape(axis === 0 ? x : transpose(x, order), [x.shape[axis]!, x.size / x.shape[axis]!]);
}

/**
 * x multiplied along every axis by a matrix: x'[…, j, …] = Σᵢ x[…, i, …] M[i, j], or M[j, i] with `back`. Axes without a
 * matrix stay as they are. Each product turns the axes by one, so that in the end they are where they were.
 */
export function multiplyAxes(x: Tensor, matrixOf: (axis: number) => Tensor | undefined, back = false): Tensor {
  if (![...x.shape.keys()].some((axis) => matrixOf(axis))) return x;
  let y = x;
  for (const [axis, size] of x.shape.entries()) {
    const rest = y.shape.slice(1);
    const rows = reshape(y, [size, x.size / size]);
    const matrix = matrixOf(axis);
    y = reshape(matrix ? matmul(rows, matrix, { transposeA: true, transposeB: back }) : transpose(rows), [
      ...rest,
      size,
    ]);
  }
  return y;
}
