import {
  add,
  bernoulli,
  cast,
  lerp,
  mul,
  normal,
  requireKey,
  reshape,
  sqrt,
  type Tensor,
  uniform,
  variance,
  where,
} from '@saddlepoint/tensor';
import {
  fraction,
  nonNegative,
  requireAlike,
  requireNumber,
  requireParts,
  requireRank,
  requireScalar,
} from '../internal/checks.js';
import { requireFloats } from '../internal/floats.js';
import type { Scores } from './scores.js';

/**
 * A random point on the line from each real to its generated sample: real + u (fake − real), u uniform, one a sample.
 *
 * When to use: where WGAN-GP takes its `gradientPenalty`.
 *
 * @param real @param fake [batch, ...] of one shape.
 * @throws ArgumentError for what is no key; ShapeError, DTypeError.
 * Source: Gulrajani et al. 2017, arXiv:1704.00028.
 */
export function mixSamples(key: Tensor, real: Tensor, fake: Tensor): Tensor {
  requireKey('mixSamples', 'key', key);
  requireAlike('mixSamples', { real, fake });
  requireRank('mixSamples', 'real', real, 'batch, features', false);
  const u = reshape(
    uniform(key, [real.shape[0]!]),
    real.shape.map((d, i) => (i === 0 ? d : 1)),
  );
  return lerp(real, fake, cast(u, real.dtype));
}

/**
 * Samples near the real ones, real + scale · σ · u: σ the standard deviation of all real values, u uniform, one a value
 * (DRAGAN).
 *
 * When to use: where DRAGAN takes its `gradientPenalty`, with a game of cross-entropies.
 *
 * @param real float, of any shape. @param scale ≥ 0. The paper's and default 0.5.
 * @throws ArgumentError for a negative scale; DTypeError.
 * Source: Kodali et al. 2017, arXiv:1705.07215.
 */
export function perturbSamples(key: Tensor, real: Tensor, scale = 0.5): Tensor {
  requireKey('perturbSamples', 'key', key);
  requireFloats('perturbSamples', { real });
  requireNumber('perturbSamples', 'scale', scale, nonNegative);
  const u = cast(uniform(key, real.shape), real.dtype);
  return add(real, mul(mul(u, sqrt(variance(real))), scale));
}

/**
 * Instance noise: samples + std · normal, for what the discriminator sees, real and generated, with different keys.
 *
 * When to use: supports that hardly overlap early on; let std fall to 0 over training. It may be a tensor, an input of
 * the step.
 * @param samples float, of any shape. @param std ≥ 0, a number or a scalar tensor.
 * @throws ArgumentError for another std where it is known, ShapeError for one that is no scalar, DTypeError.
 * Source: Sønderby et al. 2017, arXiv:1610.04490; Arjovsky, Bottou 2017, arXiv:1701.04862.
 */
export function instanceNoise(key: Tensor, samples: Tensor, std: number | Tensor): Tensor {
  requireKey('instanceNoise', 'key', key);
  requireFloats('instanceNoise', { samples });
  requireScalar('instanceNoise', 'std', std, nonNegative);
  return add(samples, mul(cast(normal(key, samples.shape), samples.dtype), std));
}

/**
 * Noisy labels for any game: each real score changes places with its generated one with the given probability.
 *
 * When to use: a discriminator that wins too easily; 0.05 or so.
 * @param scores real and fake, of one shape. @param probability from 0 to 1.
 * @throws ArgumentError for another probability; ShapeError, DTypeError.
 * Source: Salimans et al. 2016, arXiv:1606.03498; Chintala et al. 2016, "How to Train a GAN?".
 */
export function flipLabels(key: Tensor, scores: Scores, probability: number): Scores {
  requireKey('flipLabels', 'key', key);
  requireParts('flipLabels', scores, 'real, fake');
  const { real, fake } = scores;
  requireAlike('flipLabels', { real, fake });
  requireNumber('flipLabels', 'probability', probability, fraction);
  const flip = bernoulli(key, probability, real.shape);
  return { real: where(flip, fake, real), fake: where(flip, real, fake) };
}
