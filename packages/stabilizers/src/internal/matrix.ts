import { ArgumentError, matmul, reshape, type Shape, showShape, type Tensor, transpose } from '@saddlepoint/tensor';

/** A weight as a matrix, one row for each entry of axis `dim`: torch's view of a kernel in spectral normalisation. */
export function asMatrix(owner: string, weight: Tensor, dim: number, path: string): Tensor {
  const { rank, shape } = weight;
  if (!Number.isInteger(dim) || dim < 0 || dim >= rank) {
    throw new ArgumentError(
      `${owner}: dim ${dim} is no axis of '${path}' ${showShape(shape)}; allowed: 0 to ${rank - 1}`,
    );
  }
  const order = [dim, ...shape.map((_, axis) => axis).filter((axis) => axis !== dim)];
  return reshape(dim === 0 ? weight : transpose(weight, order), [shape[dim]!, -1]);
}

/** The same as {@link asMatrix} along axis 0, of any weight. */
export function rowsOf(weight: Tensor): Tensor {
  const rows: Shape = [weight.shape[0] ?? 1, -1];
  return reshape(weight, rows);
}

/** W Wᵀ, or Wᵀ W where that is smaller: the one of the two that can be the identity. */
export function smallGram(matrix: Tensor): Tensor {
  const [rows, columns] = matrix.shape as [number, number];
  return rows <= columns ? matmul(matrix, matrix, { transposeB: true }) : matmul(matrix, matrix, { transposeA: true });
}
