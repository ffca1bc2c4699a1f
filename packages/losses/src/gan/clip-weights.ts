import { ArgumentError, clip, Tensor, tree } from '@saddlepoint/tensor';
import { positive, requireNumber } from '../internal/checks.js';
import { requireFloats } from '../internal/floats.js';

/**
 * Every parameter limited to ±limit, after each critic step of the first Wasserstein GAN (0.01 there).
 *
 * When to use: to reproduce it; `gradientPenalty` and spectral normalisation hold a critic Lipschitz without starving
 * it.
 *
 * @param params a tree of tensors. @param limit > 0.
 * @throws ArgumentError for a limit ≤ 0, no parameters, and leaves that are no tensors; DTypeError for those not float.
 * Source: Arjovsky et al. 2017, arXiv:1701.07875.
 */
export function clipWeights<P>(params: P, limit = 0.01): P {
  requireNumber('clipWeights', 'limit', limit, positive);
  if (tree.leaves(params).length === 0) throw new ArgumentError('clipWeights: there are no parameters');
  return tree.map(params, (leaf, path) => {
    const x: unknown = leaf;
    if (!(x instanceof Tensor)) throw new ArgumentError(`clipWeights: '${path || '(root)'}' is no tensor`);
    requireFloats('clipWeights', { [path || 'params']: x });
    return clip(x, -limit, limit);
  }) as P;
}
