import type { Tensor } from '@saddlepoint/tensor';

/** The largest entry of W Wᵀ − c² I, or of Wᵀ W − c² I for a matrix of more rows than columns. */
export async function orthogonalityError(w: Tensor, c = 1): Promise<number> {
  const [rows, columns] = w.shape as [number, number];
  const product = rows <= columns ? w.matmul(w, { transposeB: true }) : w.matmul(w, { transposeA: true });
  const size = Math.min(rows, columns);
  const errors = Array.from(await product.data(), (x, i) => Math.abs(x - (i % (size + 1) === 0 ? c * c : 0)));
  return errors.reduce((a, b) => Math.max(a, b), 0);
}
