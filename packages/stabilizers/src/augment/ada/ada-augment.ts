import {
  ArgumentError,
  add,
  cast,
  checkOptions,
  hostValues,
  matmul,
  mean,
  mul,
  requireKey,
  reshape,
  ShapeError,
  scalar,
  showShape,
  showValue,
  sum,
  Tensor,
} from '@saddlepoint/tensor';
import { fraction, requireFloat, requireImages, requireNumber } from '../../internal/check.js';
import { recolorMatrix } from './color.js';
import { type Draws, drawsFrom } from './draws.js';
import { blit, warp } from './geometry.js';
import { sampleAffine } from './sample-affine.js';

export type AdaPolicy = 'blit' | 'geometry' | 'color';

export interface AdaAugmentOptions {
  /**
   * Which families of transformations: `blit` (mirror, quarter turns, translation by whole pixels), `geometry` (scale,
   * rotation, anisotropy, translation), `color` (brightness, contrast, luma flip, hue, saturation). Default all: the
   * paper's bgc.
   */
  policy?: readonly AdaPolicy[];
}

/**
 * The augmentation of StyleGAN2-ADA: each of its transformations happens to each image with probability p. The gradient
 * goes through it.
 *
 * When to use: GANs with some thousands of images, p from {@link adaptiveAugmentation}; on everything the discriminator
 * sees, with a fresh key each time. As there, all moves are made in one resampling: doubled by the filter of a wavelet
 * (sym6), taken bilinearly, and halved. A translation by whole pixels alone is exact. Unlike there, an image's mirror
 * images go on without end: what is moved or shrunk by more than its size shows no black.
 *
 * @param images [batch, 3 or 1, height, width]; other numbers of channels without `color`.
 * @param p from 0 to 1: a number, or a scalar tensor so that it may change without recompiling.
 * @throws ShapeError for another shape; ArgumentError for p or a policy out of range.
 * Source: Karras et al. 2020, "Training GANs with limited data", arXiv:2006.06676.
 */
export function adaAugment(key: Tensor, images: Tensor, p: number | Tensor, options: AdaAugmentOptions = {}): Tensor {
  const owner = 'adaAugment';
  requireKey(owner, 'key', key);
  requireImages(owner, images);
  checkOptions(owner, options, ['policy']);
  const policy = requirePolicy(owner, options.policy ?? ['blit', 'geometry', 'color']);
  const probability = requireProbability(owner, p);
  const [batch, channels] = images.shape as [number, number];
  if (policy.includes('color') && channels !== 3 && channels !== 1) {
    throw new ShapeError(
      `${owner}: images ${showShape(images.shape)} must have 3 or 1 channels, or a policy without color`,
    );
  }
  return augmentBy(drawsFrom(key, batch), images, probability, policy);
}

/** @throws ArgumentError for a number out of range, where it is known; ShapeError or DTypeError for another tensor. */
function requireProbability(owner: string, p: number | Tensor): Tensor {
  if (!(p instanceof Tensor)) return scalar(requireNumber(owner, 'p', p, fraction), 'float32');
  requireFloat(owner, 'p', p);
  if (p.rank !== 0) throw new ShapeError(`${owner}: p ${showShape(p.shape)} must be a scalar`);
  const [known] = Array.from(hostValues(p) ?? []);
  if (known !== undefined) requireNumber(owner, 'p', known, fraction);
  return cast(p, 'float32');
}

function requirePolicy(owner: string, policy: readonly AdaPolicy[]): readonly AdaPolicy[] {
  const known: readonly unknown[] = ['blit', 'geometry', 'color'];
  if (Array.isArray(policy) && policy.every((name) => known.includes(name))) return policy;
  const got = Array.isArray(policy) ? policy.map(showValue).join(', ') : showValue(policy);
  throw new ArgumentError(`${owner}: policy ${got} must be a list of ${known.join(', ')}`);
}

/** The same from given draws, taken in the order blit, geometry, color. */
export function augmentBy(draws: Draws, images: Tensor, p: Tensor, policy: readonly AdaPolicy[]): Tensor {
  const size = images.shape.slice(2) as unknown as readonly [number, number];
  const moves = [
    ...(policy.includes('blit') ? [blit(draws, p, size)] : []),
    ...(policy.includes('geometry') ? [warp(draws, p, size)] : []),
  ];
  const moved =
    moves.length > 0
      ? sampleAffine(
          images,
          moves.reduce((a, b) => matmul(a, b)),
        )
      : images;
  return policy.includes('color') ? recolored(moved, cast(recolorMatrix(draws, p), images.dtype)) : moved;
}

/** Images with their colours through [N, 4, 4]; one channel is as gray as three equal ones, and stays one. */
function recolored(images: Tensor, matrix: Tensor): Tensor {
  const [batch, channels] = images.shape as [number, number];
  const top = matrix.slice({ axis: 1, start: 0, end: 3 });
  const [mix, offset] = [top.slice({ axis: 2, start: 0, end: 3 }), top.slice({ axis: 2, start: 3, end: 4 })];
  const pixels = reshape(images, [batch, channels, -1]);
  const result =
    channels === 3
      ? add(matmul(mix, pixels), offset)
      : add(
          mul(pixels, mean(sum(mix, 2, { keepDims: true }), 1, { keepDims: true })),
          mean(offset, 1, { keepDims: true }),
        );
  return reshape(result, images.shape);
}
