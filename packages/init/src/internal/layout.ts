import { type Shape, sizeOf, type Tensor, tensor } from '@saddlepoint/tensor';
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
  shape: Shape,
  axes: FanAxes | undefined,
  values: (sizes: Kernels) => Float32Array<ArrayBuffer>,
): Tensor {
  const { input, output, batch, window } = axesOf(shape, axes);
  const over = (list: readonly number[]) => list.map((axis) => shape[axis]!);
  const sizes = {
    batch: sizeOf(over(batch)),
    outputs: sizeOf(over(output)),
    inputs: sizeOf(over(input)),
    window: over(window),
  };
  const order = [...batch, ...output, ...input, ...window];
  const ordered = tensor(values(sizes), { shape: over(order) });
  if (order.every((axis, i) => axis === i)) return ordered;
  return ordered.transpose(order.map((_, axis) => order.indexOf(axis)));
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
