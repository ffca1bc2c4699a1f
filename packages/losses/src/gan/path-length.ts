import { grad, lerp, mean, mul, requireTensor, sqrt, square, sub, sum, type Tensor } from '@saddlepoint/tensor';
import {
  fraction,
  nonNegative,
  requireFunction,
  requireNumber,
  requireRank,
  requireScalar,
  requireShape,
} from '../internal/checks.js';
import { requireFloats } from '../internal/floats.js';
import { checkLossOptions, finish, type LossOptions } from '../internal/loss.js';

export interface PathLengthOptions extends LossOptions {
  /** ≥ 0. Default 2. */
  weight?: number;
  /** How fast the mean length follows, from 0 to 1. Default 0.01. */
  decay?: number;
}

/**
 * StyleGAN2's path-length penalty: weight · (‖Jᵀ y‖ − a)² where J is the generator's Jacobian, y noise over √(height ·
 * width) and a a running mean of the lengths. One penalty a sample; add their mean to the generator's loss every 4
 * steps or so, times 4.
 *
 * When to use: smooth latent spaces, easier inversion.
 *
 * @param generator latents to images. @param latents [batch, layers, features] (lengths are averaged over layers) or
 *   [batch, features]. @param noise standard normal, of the images' shape. @param meanLength a, a scalar: start at 0,
 *   keep the returned one.
 * @returns the penalty, and the next mean length, without a gradient: of the lengths that the mask leaves.
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
  checkLossOptions('pathLength', options, ['weight', 'decay']);
  const { weight = 2, decay = 0.01, ...rest } = options;
  requireFunction('pathLength', 'generator', generator);
  requireFloats('pathLength', { latents, noise, meanLength });
  requireScalar('pathLength', 'meanLength', meanLength, nonNegative);
  requireRank('pathLength', 'latents', latents, 'batch, features', false);
  requireNumber('pathLength', 'weight', weight, nonNegative);
  requireNumber('pathLength', 'decay', decay, fraction);
  const pixels = noise.shape.slice(2).reduce((a, b) => a * b, 1);
  const slopes = grad((w: Tensor) => {
    const images: unknown = generator(w);
    requireTensor('pathLength', "the generator's result", images);
    requireShape('pathLength', 'noise', noise, images.shape);
    return sum(mul(images, mul(noise, 1 / Math.sqrt(pixels))));
  })(latents);
  const squares = sum(square(slopes), -1);
  const layers = squares.shape.map((_, i) => i).slice(1);
  // A generator that ignores its latents has length 0, where the root's slope is infinite.
  const lengths = sqrt((layers.length > 0 ? mean(squares, layers) : squares).add(1e-30));
  const counted = rest.mask === undefined ? {} : { mask: rest.mask };
  const next = lerp(meanLength, finish('pathLength', lengths, counted), decay);
  const penalties = mul(square(sub(lengths, next)), weight);
  return { penalty: finish('pathLength', penalties, rest), meanLength: next.stopGradient() };
}
