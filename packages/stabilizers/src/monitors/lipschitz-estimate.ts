import {
  abs,
  cast,
  div,
  grad,
  max,
  mean,
  norm,
  reshape,
  ShapeError,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  where,
} from '@saddlepoint/tensor';
import { requireFloat, requireFunction, requireSamples } from '../internal/check.js';

/** Float32 scalars; the maxima are lower bounds of the Lipschitz constant. */
export interface LipschitzEstimate {
  /** Largest ‖∇ₓ critic(x)‖₂ over the samples. */
  readonly largestGradient: Tensor;
  /** Mean of ‖∇ₓ critic(x)‖₂ over the samples; WGAN-GP wants it at 1. */
  readonly meanGradient: Tensor;
  /** Largest |critic(x) − critic(y)| / ‖x − y‖₂ over pairs of different samples. */
  readonly largestSlope: Tensor;
}

/**
 * How steep a critic is, at samples and between them.
 *
 * When to use: to check what a gradient penalty, spectral normalisation or weight clipping achieves. Slopes between
 * samples far beyond the gradients at them mean cliffs that a penalty at the samples does not see. Memory grows with
 * the square of the batch times the size of a sample: take a hundred.
 *
 * @param critic from samples to one score each, which must not see each other (batch norm). @param samples [batch, ...],
 *   2 or more.
 * @throws ShapeError for fewer samples, or another number of scores; DTypeError for samples that are not float.
 * Source: Gulrajani et al., "Improved training of Wasserstein GANs" (2017), arXiv:1704.00028.
 */
export function lipschitzEstimate(critic: (samples: Tensor) => Tensor, samples: Tensor): LipschitzEstimate {
  const owner = 'lipschitzEstimate';
  requireFunction(owner, 'the critic', critic);
  const count = requireSamples(owner, samples);
  const scored = (x: Tensor): readonly [Tensor, Tensor] => {
    const scores: unknown = critic(x);
    requireFloat(owner, "the critic's score", scores);
    if (scores.size !== count) {
      throw new ShapeError(`${owner}: the critic must give one score a sample, ${count}, got ${scores.size}`);
    }
    return [sum(scores), reshape(cast(scores, 'float32'), [count, 1])];
  };
  const [slopes, scores] = grad(scored, { aux: true })(samples);
  const gradients = norm(cast(reshape(slopes, [count, -1]), 'float32'), 1);
  const rows = cast(reshape(samples, [count, -1]), 'float32');
  const apart = sum(square(sub(reshape(rows, [count, 1, -1]), reshape(rows, [1, count, -1]))), 2);
  const rises = abs(sub(scores, reshape(scores, [1, count])));
  // A sample is no distance from itself; two equal samples say nothing either.
  const different = apart.greater(0);
  const between = where(different, div(rises, sqrt(where(different, apart, 1))), 0);
  return { largestGradient: max(gradients), meanGradient: mean(gradients), largestSlope: max(between) };
}
