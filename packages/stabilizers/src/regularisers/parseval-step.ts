import { add, checkOptions, type Match, matmul, mul, reshape, sub } from '@saddlepoint/tensor';
import { fraction, replaceAt, requireNumber, weightsOf } from '../internal/check.js';
import { rowsOf } from '../internal/matrix.js';

export interface ParsevalStepOptions {
  /** β, from 0 to 1: the size of the step. Default 1e-3. */
  beta?: number;
  /** Which parameters. Default: every leaf named `weight` with two axes or more. */
  match?: Match;
}

/**
 * One step of weights towards orthonormal rows, W ← (1 + β) W − β W Wᵀ W, after each optimizer step: a Parseval network,
 * whose layers keep distances.
 *
 * When to use: robust classifiers; singular values between 0 and √(1 + 2/β) go to 1. A weight with more rows than columns
 * cannot have orthonormal rows: its columns become so.
 *
 * @param params a tree of tensors. @returns the tree with other weights.
 * @throws ArgumentError for a β out of range, or when no parameter matches.
 * Source: Cissé et al. 2017, arXiv:1704.08847.
 */
export function parsevalStep<P>(params: P, options: ParsevalStepOptions = {}): P {
  checkOptions('parsevalStep', options, ['beta', 'match']);
  const beta = requireNumber('parsevalStep', 'beta', options.beta ?? 1e-3, fraction);
  const steps = weightsOf('parsevalStep', params, options.match).map(({ path, weight }) => {
    const w = rowsOf(weight);
    const cubed = matmul(matmul(w, w, { transposeB: true }), w);
    return [path, reshape(sub(add(w, mul(w, beta)), mul(cubed, beta)), weight.shape)] as const;
  });
  return replaceAt(params, new Map(steps));
}
