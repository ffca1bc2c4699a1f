import { ArgumentError, checkOptions, type Tensor, tree } from '@saddlepoint/tensor';
import { requirePositive } from '../internal/check.js';

export interface InverseFisherOptions {
  /** Added to the Fisher information in units of a weight's mean, above 0: the larger, the less changes. Default 1. */
  damping?: number;
}

/**
 * W / √(F + λ mean F) with F the mean of squared gradients (the diagonal of the empirical Fisher information), rescaled to
 * the norm that W had: weights the loss is sensitive to start smaller. Vectors stay as they are.
 *
 * Our reading of "inverse-Fisher-based initialisation": its source gives no formula. To compare, not by default.
 *
 * @param gradients trees as the parameters, one for each batch; the smaller the batches, the better F.
 * @throws ArgumentError for no gradients or a damping that is not above 0; TreeError for trees that differ.
 */
export function inverseFisher<P>(params: P, gradients: readonly P[], options: InverseFisherOptions = {}): P {
  checkOptions('inverseFisher', options, ['damping']);
  const damping = requirePositive('inverseFisher', 'damping', options.damping ?? 1);
  if (!Array.isArray(gradients) || gradients.length === 0) {
    throw new ArgumentError('inverseFisher: gradients must be a list of one tree or more');
  }
  const perBatch = gradients.map((g, i) =>
    tree.zip(params, g, (_w, x) => (x as Tensor).square(), 'inverseFisher', `gradients ${i}`),
  );
  const squares = perBatch.map((g) => tree.leaves(g) as Tensor[]);
  let at = 0;
  return tree.map(params, (leaf) => {
    const [w, i] = [leaf as Tensor, at++];
    if (w.rank < 2) return w;
    const fisher = squares
      .map((list) => list[i]!)
      .reduce((a, b) => a.add(b))
      .div(gradients.length);
    // A weight without any gradient keeps its values.
    const changed = w.mul(fisher.add(fisher.mean().mul(damping)).maximum(1e-30).rsqrt());
    return changed.mul(w.square().sum().div(changed.square().sum().maximum(1e-30)).sqrt());
  }) as P;
}
