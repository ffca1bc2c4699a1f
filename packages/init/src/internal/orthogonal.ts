import { normal, type Shape, type Tensor, valuesNow } from '@saddlepoint/tensor';
import type { FanAxes } from '../fans.js';
import { fromKernels, type Kernels, requireMatrix } from './layout.js';
import { randomOrthogonal } from './linalg/random-orthogonal.js';

/** `count` random matrices [rows, columns] times `factor`, whose rows (or columns, if those are fewer) are orthonormal. */
export function orthogonalMatrices(
  owner: string,
  key: Tensor,
  [count, rows, columns]: readonly [count: number, rows: number, columns: number],
  factor: number,
): Float32Array<ArrayBuffer> {
  const size = rows * columns;
  const values = new Float32Array(count * size);
  if (values.length === 0) return values;
  const draws = valuesNow(owner, normal(key, [count, size])) as Float32Array;
  for (let i = 0; i < count; i++) {
    const own = draws.subarray(i * size, (i + 1) * size);
    const made = randomOrthogonal(own, Math.min(rows, columns), Math.max(rows, columns));
    if (rows <= columns) values.set(made, i * size);
    else
      for (let at = 0; at < size; at++) values[i * size + at] = made[(at % columns) * rows + Math.floor(at / columns)]!;
  }
  if (factor !== 1) for (let at = 0; at < values.length; at++) values[at]! *= factor;
  return values;
}

/** A parameter as orthogonal matrices [outputs, inputs · window]. */
export function orthogonalKernels(
  owner: string,
  key: Tensor,
  shape: Shape,
  axes: FanAxes | undefined,
  factor: (rows: number, columns: number) => number,
): Tensor {
  requireMatrix(owner, shape);
  return fromKernels(owner, shape, axes, ({ batch, outputs, inputs, window }: Kernels) => {
    const columns = window.reduce((a, b) => a * b, inputs);
    return orthogonalMatrices(owner, key, [batch, outputs, columns], factor(outputs, columns));
  });
}
