import {
  checkOptions,
  grad,
  lerp,
  mean,
  mul,
  ShapeError,
  sameShape,
  showShape,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
} from '@saddlepoint/tensor';
import { fraction, nonNegative, requireNumber, requireRank } from '../internal/checks.js';
import { requireFloats } from '../internal/floats.js';

export interface PathLengthOptions {
  /** ≥ 0. Default 2. */
  weight?: number;
  /** How fast the mean length follows, from 0 to 1. Default 0.01. */
  decay?: number;
}

/**
 * StyleGAN2's path-length penalty: weight · (‖Jᵀ y‖ − a)² where J is the generator's Jacobian, y noise over √(height ·
 * width) and a a running mean of the lengths. Add the mean of it to the generator's loss every 4 steps or so, times 4.
 *
 * When to use: smooth latent spaces, easier inversion.
 *
 * @param generator latents to images. @param latents [batch, layers, features] (lengths are averaged over layers) or
 *   [batch, features]. @param noise standard normal, of the images' shape. @param meanLength a, a scalar: start at 0,
 * keep the
 *   returned one.
 * @returns the penalty [batch], and the next mean length, without a gradient.
 * @throws ShapeError for noise of another shape; ArgumentError for options out of range.
 * Source: Karras et al. 2020, arXiv:1912.04958.
 */
export function pathLength(
  generator: (latents: Tensor) => Tensor,
  latents: Tensor,
  noise: Tensor,
  meanLength: Tensor,
  options: PathLengthOptions = {},
): { penalty: Tensor; meanLength: Tensor } {
  checkOptions('pathLength', options, ['weight', 'decay']);
  const { weight = 2, decay = 0.01 } = options;
  requireFloats('pathLength', { latents, noise, meanLength });
  requireRank('pathLength', 'latents', latents, 'batch, features', false);
  requireNumber('pathLength', 'weight', weight, nonNegative);
  requireNumber('pathLength', 'decay', decay, fraction);
  const pixels = noise.shape.slice(2).reduce((a, b) => a * b, 1);
  const slopes = grad((w: Tensor) => {
    const images = generator(w);
    if (!sameShape(images.shape, noise.shape)) {
      throw new ShapeError(`pathLength: noise must be ${showShape(images.shape)}, got ${showShape(noise.shape)}`);
    }
    return sum(mul(images, mul(noise, 1 / Math.sqrt(pixels))));
  })(latents);
  const squares = sum(square(slopes), -1);
  const layers = squares.shape.map((_, i) => i).slice(1);
  // A generator that ignores its latents has length 0, where the root's slope is infinite.
  const lengths = sqrt((layers.length > 0 ? mean(squares, layers) : squares).add(1e-30));
  const next = lerp(meanLength, mean(lengths), decay);
  return { penalty: mul(square(sub(lengths, next)), weight), meanLength: next.stopGradient() };
}
