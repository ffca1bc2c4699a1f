import {
  ArgumentError,
  checkOptions,
  exp,
  mean,
  mul,
  neg,
  ShapeError,
  square,
  sub,
  sum,
  type Tensor,
} from '@saddlepoint/tensor';
import {
  positive,
  requireFlags,
  requireList,
  requireNumber,
  requireRank,
  requireSameFeatures,
} from '../internal/checks.js';
import { requireFloats } from '../internal/floats.js';
import { total } from '../internal/loss.js';

export interface MmdOptions {
  /** Widths σ of the Gaussian kernels exp(−d² / 2σ²), which are added up; each > 0. Default [1]. */
  bandwidths?: readonly number[];
  /** Leaves pairs of a sample with itself out: right on average, and below 0 by chance. Default false. */
  unbiased?: boolean;
}

/**
 * Squared maximum mean discrepancy of two sets of samples, E k(x, x′) + E k(y, y′) − 2 E k(x, y): 0 for equal
 * distributions.
 *
 * A number for the sets as a whole: there are no single losses to reduce or to mask. When to use: match the
 * distribution of a layer or a latent (InfoVAE, domain adaptation). Take bandwidths near the samples' usual distances,
 * several to be safe.
 *
 * @param first [n, features] @param second [m, features].
 * @throws ShapeError, DTypeError; ArgumentError for bandwidths that are not positive.
 * Source: Gretton et al. 2012, "A Kernel Two-Sample Test".
 */
export function mmd(first: Tensor, second: Tensor, options: MmdOptions = {}): Tensor {
  checkOptions('mmd', options, ['bandwidths', 'unbiased']);
  const { bandwidths = [1], unbiased = false } = options;
  requireFloats('mmd', { first, second });
  requireRank('mmd', 'first', first, 'samples, features');
  requireRank('mmd', 'second', second, 'samples, features');
  requireSameFeatures('mmd', { first, second });
  requireFlags('mmd', { unbiased });
  requireList('mmd', 'bandwidths', bandwidths);
  if (bandwidths.length === 0) throw new ArgumentError('mmd: bandwidths must be one number or more');
  bandwidths.forEach((width, i) => requireNumber('mmd', `bandwidths[${i}]`, width, positive));
  const [xx, yy, xy] = [
    kernel(first, first, bandwidths),
    kernel(second, second, bandwidths),
    kernel(first, second, bandwidths),
  ];
  const within = (k: Tensor) => (unbiased ? withoutDiagonal(k, bandwidths.length) : mean(k));
  return sub(within(xx).add(within(yy)), mul(mean(xy), 2));
}

function kernel(x: Tensor, y: Tensor, bandwidths: readonly number[]): Tensor {
  const apart = sub(x.expandDims(1), y.expandDims(0));
  const d = sum(square(apart), 2);
  return total(bandwidths.map((width) => exp(mul(neg(d), 0.5 / width ** 2))));
}

/** The diagonal of a kernel with itself is its number of bandwidths. */
function withoutDiagonal(k: Tensor, diagonal: number): Tensor {
  const n = k.shape[0]!;
  if (n < 2) throw new ShapeError('mmd: the unbiased estimate needs two samples or more of each set');
  return mul(sub(sum(k), n * diagonal), 1 / (n * (n - 1)));
}
