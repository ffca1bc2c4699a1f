import {
  ArgumentError,
  add,
  arange,
  cast,
  checkOptions,
  floor,
  greaterEqual,
  lessEqual,
  logicalAnd,
  matmul,
  mean,
  mul,
  oneHot,
  requireKey,
  reshape,
  showValue,
  split,
  sub,
  type Tensor,
  uniform,
  where,
} from '@saddlepoint/tensor';
import { fraction, requireImages, requireNumber } from '../internal/check.js';

export type DiffAugmentPolicy = 'color' | 'translation' | 'cutout';

export interface DiffAugmentOptions {
  /** What is done, in this order. Default all three: color, translation, cutout. */
  policy?: readonly DiffAugmentPolicy[];
  /** How far images move, as a part of their size, from 0 to 1. Default 0.125. */
  translation?: number;
  /** The side of the square cut out, as a part of the image's, from 0 to 1. Default 0.5. */
  cutout?: number;
}

/**
 * DiffAugment: random brightness (± 0.5), saturation (0 to 2 times) and contrast (0.5 to 1.5 times), translation with zeros
 * behind, and a square of zeros, each image its own. The gradient goes through it.
 *
 * When to use: GANs with little data. Put it on everything the discriminator sees, the generator's samples included, in
 * both players' losses, with a fresh key each time. {@link adaptiveAugmentation} sets the strength by itself.
 *
 * @param images [batch, channels, height, width], values from −1 to 1 or 0 to 1.
 * @throws ShapeError for another rank; ArgumentError for options out of range.
 * Source: Zhao et al. 2020, "Differentiable augmentation for data-efficient GAN training", arXiv:2006.10738.
 */
export function diffAugment(key: Tensor, images: Tensor, options: DiffAugmentOptions = {}): Tensor {
  requireKey('diffAugment', 'key', key);
  requireImages('diffAugment', images);
  checkOptions('diffAugment', options, ['policy', 'translation', 'cutout']);
  const translation = requireNumber('diffAugment', 'translation', options.translation ?? 0.125, fraction);
  const cutout = requireNumber('diffAugment', 'cutout', options.cutout ?? 0.5, fraction);
  const policy = requirePolicy(options.policy ?? ['color', 'translation', 'cutout']);
  const keys = split(key, 7);
  const draw = (i: number) => cast(uniform(keys[i]!, [images.shape[0]!]), images.dtype);
  return policy.reduce((x, step) => {
    if (step === 'color') return recolor(x, { brightness: draw(0), saturation: draw(1), contrast: draw(2) });
    return step === 'translation' ? translate(x, [draw(3), draw(4)], translation) : cut(x, [draw(5), draw(6)], cutout);
  }, images);
}

function requirePolicy(policy: readonly DiffAugmentPolicy[]): readonly DiffAugmentPolicy[] {
  const known: readonly unknown[] = ['color', 'translation', 'cutout'];
  if (!Array.isArray(policy)) {
    throw new ArgumentError(`diffAugment: policy ${showValue(policy)} must be a list such as ['color', 'cutout']`);
  }
  const unknown = policy.find((name) => !known.includes(name));
  if (unknown === undefined) return policy;
  throw new ArgumentError(`diffAugment: policy has ${showValue(unknown)}; allowed: ${known.join(', ')}`);
}

/** One number for each image, along the other axes the same. */
const each = (x: Tensor): Tensor => reshape(x, [-1, 1, 1, 1]);

/** Brightness, saturation and contrast from numbers between 0 and 1. */
export function recolor(x: Tensor, u: Readonly<Record<'brightness' | 'saturation' | 'contrast', Tensor>>): Tensor {
  const bright = add(x, each(sub(u.brightness, 0.5)));
  const gray = mean(bright, 1, { keepDims: true });
  const saturated = add(mul(sub(bright, gray), each(mul(u.saturation, 2))), gray);
  const level = mean(saturated, [1, 2, 3], { keepDims: true });
  return add(mul(sub(saturated, level), each(add(u.contrast, 0.5))), level);
}

/** Whole numbers from `from` up, `count` of them, one for each u. */
const whole = (u: Tensor, from: number, count: number): Tensor => add(cast(floor(mul(u, count)), 'int32'), from);

/** Moves by whole pixels along height and width. */
export function translate(x: Tensor, [u, v]: readonly [Tensor, Tensor], ratio: number): Tensor {
  const [height, width] = x.shape.slice(2) as [number, number];
  const shifted = (draw: Tensor, size: number): Tensor => {
    const most = Math.floor(size * ratio + 0.5);
    const source = add(arange(size), reshape(whole(draw, -most, 2 * most + 1), [-1, 1]));
    // A row of zeros where the source is outside the image.
    return reshape(oneHot(source, size, -1, x.dtype), [-1, 1, size, size]);
  };
  return matmul(matmul(shifted(u, height), x), shifted(v, width), { transposeB: true });
}

/** Sets a rectangle to 0. */
export function cut(x: Tensor, [u, v]: readonly [Tensor, Tensor], ratio: number): Tensor {
  const [height, width] = x.shape.slice(2) as [number, number];
  const inside = (draw: Tensor, size: number): Tensor => {
    const side = Math.floor(size * ratio + 0.5);
    const first = reshape(sub(whole(draw, 0, size + 1 - (side % 2)), Math.floor(side / 2)), [-1, 1]);
    const at = arange(size);
    return logicalAnd(greaterEqual(at, first), lessEqual(at, add(first, side - 1)));
  };
  const [rows, columns] = [
    reshape(inside(u, height), [-1, 1, height, 1]),
    reshape(inside(v, width), [-1, 1, 1, width]),
  ];
  return where(logicalAnd(rows, columns), 0, x);
}
