import { ArgumentError, clip, Tensor, tree } from '@saddlepoint/tensor';
import { positive, requireNumber } from '../internal/checks.js';

/**
 * Every parameter limited to ±limit, after each critic step of the first Wasserstein GAN (0.01 there).
 *
 * When to use: to reproduce it; `gradientPenalty` and spectral normalisation hold a critic Lipschitz without starving
 * it.
 *
 * @param params a tree of tensors. @param limit > 0.
 * @throws ArgumentError for a limit ≤ 0, and leaves that are no tensors.
 * Source: Arjovsky et al. 2017, arXiv:1701.07875.
 */
export function clipWeights<P>(params: P, limit = 0.01): P {
  requireNumber('clipWeights', 'limit', limit, positive);
  return tree.map(params, (leaf, path) => {
    const x: unknown = leaf;
    if (x instanceof Tensor) return clip(x, -limit, limit);
    throw new ArgumentError(`clipWeights: '${path}' is no tensor`);
  }) as P;
}
