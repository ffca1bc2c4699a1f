import {
  add,
  cast,
  checkOptions,
  eye,
  foldIn,
  type Match,
  matmul,
  norm,
  normal,
  requireKey,
  square,
  sub,
  sum,
  type Tensor,
} from '@saddlepoint/tensor';
import { count, requireNumber, weightsOf } from '../internal/check.js';
import { rowsOf, smallGram } from '../internal/matrix.js';

export interface SripPenaltyOptions {
  /** Power iterations, from 1 up. Default 2, the paper's. */
  iterations?: number;
  /** Which parameters. Default: every leaf named `weight` with two axes or more. */
  match?: Match;
}

/**
 * Spectral restricted isometry: σ(G − I)² summed over the weights, G the smaller of W Wᵀ and Wᵀ W, σ its largest absolute
 * eigenvalue, estimated by power iteration from a random vector. One number, for the loss, times 1e-1 to 1e-4.
 *
 * When to use: deep classifiers, where it does better than {@link orthogonalPenalty}. The gradient goes through all
 * iterations, as in the authors' code, which squares σ too and always takes Wᵀ W.
 *
 * @param key randomness, fresh each step.
 * @throws ArgumentError for iterations out of range, or when no parameter matches.
 * Source: Bansal, Chen, Wang 2018, "Can we gain more from orthogonality regularizations?", arXiv:1810.09102.
 */
export function sripPenalty(key: Tensor, params: unknown, options: SripPenaltyOptions = {}): Tensor {
  requireKey('sripPenalty', 'key', key);
  checkOptions('sripPenalty', options, ['iterations', 'match']);
  const iterations = requireNumber('sripPenalty', 'iterations', options.iterations ?? 2, count);
  const weights = weightsOf('sripPenalty', params, options.match);
  return weights
    .map(({ weight }, i) => {
      const gram = smallGram(rowsOf(weight));
      const start = cast(normal(foldIn(key, i), [gram.shape[0]!, 1]), gram.dtype);
      return squaredRadius(sub(gram, eye(gram.shape[0]!, gram.shape[0]!, gram.dtype)), start, iterations);
    })
    .reduce(add);
}

/** An estimate of the largest squared eigenvalue of a symmetric matrix; 0 for the zero matrix. */
export function squaredRadius(matrix: Tensor, start: Tensor, iterations: number): Tensor {
  let v = start;
  for (let i = 1; i < iterations; i++) {
    const next = matmul(matrix, v);
    // An orthogonal weight leaves nothing to normalise.
    v = next.div(norm(next).add(1e-12));
  }
  const unit = v.div(norm(v).add(1e-12));
  return sum(square(matmul(matrix, unit)));
}
