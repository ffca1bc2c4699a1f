import { ArgumentError, add, cast, mul, square, Tensor, tree } from '@saddlepoint/tensor';

/**
 * ½ Σ σ(W)² over the weights, one float32 number: spectral-norm regularisation, to add to the loss times 0.01 or so.
 *
 * When to use: where weights should stay small in norm without being held at 1, as {@link spectralNorm} does.
 *
 * @param sigmas what `spectralNormalization(…).sigmas(params, state)` gave.
 * @throws ArgumentError for a tree without numbers, or leaves that are none.
 * Source: Yoshida, Miyato 2017, arXiv:1705.10941.
 */
export function spectralPenalty(sigmas: unknown): Tensor {
  const terms = (tree.flatten(sigmas) as { leaf: unknown; path: string }[]).map(({ leaf, path }) => {
    if (leaf instanceof Tensor && leaf.rank === 0) return square(cast(leaf, 'float32'));
    throw new ArgumentError(
      `spectralPenalty: '${path || '(root)'}' is no scalar tensor; pass the sigmas, not the parameters`,
    );
  });
  if (terms.length === 0) throw new ArgumentError('spectralPenalty: the tree has no leaves');
  return mul(terms.reduce(add), 0.5);
}
