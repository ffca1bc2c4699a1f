import {
  abs,
  add,
  checkOptions,
  eye,
  type Match,
  matmul,
  max,
  mul,
  square,
  sub,
  sum,
  type Tensor,
} from '@saddlepoint/tensor';
import { requireOneOf, weightsOf } from '../internal/check.js';
import { rowsOf, smallGram } from '../internal/matrix.js';

export interface OrthogonalPenaltyOptions {
  /**
   * What is asked of W, a row for each output:
   * - `soft`: ‖G − I‖²_F, G the smaller of W Wᵀ and Wᵀ W;
   * - `doubleSoft`: ‖W Wᵀ − I‖²_F + ‖Wᵀ W − I‖²_F;
   * - `offDiagonal`: ‖W Wᵀ ⊙ (1 − I)‖²_F, which leaves the rows' lengths alone (BigGAN);
   * - `coherence`: max |G − I|.
   *
   * Default soft.
   */
  kind?: 'soft' | 'doubleSoft' | 'offDiagonal' | 'coherence';
  /** Which parameters. Default: every leaf named `weight` with two axes or more. */
  match?: Match;
}

/**
 * How far weights are from orthogonal, summed over them: one number, to add to the loss times 1e-4 or so.
 *
 * When to use: `offDiagonal` for generators (BigGAN: 1e-4); the others for deep classifiers. {@link sripPenalty} bounds
 * the spectrum itself. Kernels are taken as [outputs, inputs · taps].
 *
 * @param params a tree of tensors.
 * @throws ArgumentError for an unknown kind, or when no parameter matches.
 * Source: Bansal et al. 2018, arXiv:1810.09102; Brock et al. 2018, "Large scale GAN training" (BigGAN),
 * arXiv:1809.11096.
 */
export function orthogonalPenalty(params: unknown, options: OrthogonalPenaltyOptions = {}): Tensor {
  checkOptions('orthogonalPenalty', options, ['kind', 'match']);
  const kind = requireOneOf('orthogonalPenalty', 'kind', options.kind ?? 'soft', [
    'soft',
    'doubleSoft',
    'offDiagonal',
    'coherence',
  ]);
  const weights = weightsOf('orthogonalPenalty', params, options.match);
  return weights.map(({ weight }) => penalties[kind](rowsOf(weight))).reduce(add);
}

const identity = (gram: Tensor): Tensor => eye(gram.shape[0]!, gram.shape[0]!, gram.dtype);
const distance = (gram: Tensor): Tensor => sub(gram, identity(gram));

const penalties = {
  soft: (w: Tensor) => sum(square(distance(smallGram(w)))),
  doubleSoft: (w: Tensor) =>
    add(
      sum(square(distance(matmul(w, w, { transposeB: true })))),
      sum(square(distance(matmul(w, w, { transposeA: true })))),
    ),
  offDiagonal(w: Tensor) {
    const gram = matmul(w, w, { transposeB: true });
    return sum(square(mul(gram, sub(1, identity(gram)))));
  },
  coherence: (w: Tensor) => max(abs(distance(smallGram(w)))),
} satisfies Record<string, (w: Tensor) => Tensor>;
