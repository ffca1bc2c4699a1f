import { checkShape, type Shape, ShapeError, showShape, sizeOf, Tensor, tensor } from '@saddlepoint/tensor';
import { axesOf, type FanAxes } from '../fans.js';

/** The sizes of a parameter seen as a stack of kernels [batch, outputs, inputs, ...window]. */
export interface Kernels {
  readonly batch: number;
  readonly outputs: number;
  readonly inputs: number;
  readonly window: Shape;
}

/**
 * A parameter from the values of its kernels in the order [batch, outputs, inputs, ...window], which is that of a plain
 * [out, in, ...kernel].
 */
export function fromKernels(
  owner: string,
  shape: Shape,
  axes: FanAxes | undefined,
  make: (sizes: Kernels) => Float32Array<ArrayBuffer> | Tensor,
): Tensor {
  const { input, output, batch, window } = axesOf(owner, shape, axes);
  const over = (list: readonly number[]) => list.map((axis) => shape[axis]!);
  const sizes = {
    batch: sizeOf(over(batch)),
    outputs: sizeOf(over(output)),
    inputs: sizeOf(over(input)),
    window: over(window),
  };
  const order = [...batch, ...output, ...input, ...window];
  const made = make(sizes);
  const ordered = made instanceof Tensor ? made.reshape(over(order)) : tensor(made, { shape: over(order) });
  if (order.every((axis, i) => axis === i)) return ordered;
  return ordered.transpose(order.map((_, axis) => order.indexOf(axis)));
}

/** As {@link fromKernels}, for schemes of matrices alone. @param otherwise what to take for a kernel. */
export function fromMatrices(
  owner: string,
  shape: Shape,
  axes: FanAxes | undefined,
  otherwise: string,
  make: (sizes: Kernels) => Float32Array<ArrayBuffer> | Tensor,
): Tensor {
  requireMatrix(owner, shape);
  return fromKernels(owner, shape, axes, (sizes) => {
    if (sizes.window.length === 0) return make(sizes);
    throw new ShapeError(`${owner}: shape ${showShape(shape)} must be a matrix; ${otherwise}`);
  });
}

/** @throws ShapeError for scalars and vectors. */
export function requireMatrix(owner: string, shape: Shape): void {
  checkShape(owner, shape);
  if (shape.length >= 2) return;
  throw new ShapeError(`${owner}: shape ${showShape(shape)} has less than two axes; for a bias take zeros()`);
}

/** @throws ShapeError for less than three axes. @param otherwise the scheme for matrices. */
export function requireKernel(owner: string, shape: Shape, otherwise: string): void {
  checkShape(owner, shape);
  if (shape.length >= 3) return;
  throw new ShapeError(
    `${owner}: shape ${showShape(shape)} must be that of a kernel; for a matrix take ${otherwise}()`,
  );
}

/** Matrices [batch, outputs, inputs] in the middle of otherwise empty windows. */
export function inCentre(
  { batch, outputs, inputs, window }: Kernels,
  matrices: ArrayLike<number>,
  round: 'up' | 'down',
): Float32Array<ArrayBuffer> {
  const field = sizeOf(window);
  const values = new Float32Array(batch * outputs * inputs * field);
  const middle = window.reduce((at, size) => at * size + ((round === 'up' ? size : size - 1) >> 1), 0);
  if (field > 0) for (let i = 0; i < matrices.length; i++) values[i * field + middle] = matrices[i]!;
  return values;
}
