import { broadcastTo, reshape, stack, Tensor } from '@saddlepoint/tensor';

/** Matrices [N, rows, columns] from entries that are numbers or tensors [N], at least one of them. */
export function matrixOf(...rows: readonly (readonly (Tensor | number)[])[]): Tensor {
  const entries = rows.flat();
  const like = entries.find((entry) => entry instanceof Tensor)!;
  const tensors = entries.map((entry) =>
    entry instanceof Tensor ? entry : broadcastTo(constant(entry, like), like.shape),
  );
  return reshape(stack(tensors, 1), [-1, rows.length, rows[0]!.length]);
}

const constant = (value: number, like: Tensor): Tensor => like.mul(0).add(value);
