import { type Column, type Dataset, dataset } from './dataset.js';
import { DataError } from './errors.js';
import type { Idx } from './idx.js';

/** Pictures `x` with their classes `y`. */
export type ImageDataset = Dataset<'x' | 'y'>;

/** A data set of pictures as it is published: two parts and the names of the classes. */
export interface ImageClasses {
  readonly train: ImageDataset;
  readonly test: ImageDataset;
  readonly classes: readonly string[];
}

export interface PixelScale {
  /** Mean of the pixels, 0 to 255 seen as 0 to 1. Default 0. */
  mean?: number;
  /** Their standard deviation. Default 1. */
  std?: number;
}

/**
 * Pictures [N, H, W] and labels [N] of unsigned bytes as a dataset of `x`, float32 [1, H, W] with values
 * `(pixel / 255 − mean) / std`, and `y`, int32.
 *
 * @param classes how many there are; labels are 0 … classes − 1.
 * @throws DataError for arrays of another type or rank, of different lengths, or with a label out of range.
 */
export function imageDataset(images: Idx, labels: Idx, classes: number, scale: PixelScale = {}): ImageDataset {
  const [pixels, digits] = [images.data, labels.data];
  if (!(pixels instanceof Uint8Array) || images.shape.length !== 3) {
    throw new DataError(`imageDataset: images must be bytes [N, height, width], got [${images.shape.join(', ')}]`);
  }
  if (!(digits instanceof Uint8Array) || labels.shape.length !== 1) {
    throw new DataError(`imageDataset: labels must be bytes [N], got [${labels.shape.join(', ')}]`);
  }
  const wrong = digits.findIndex((label) => label >= classes);
  if (wrong >= 0) {
    throw new DataError(`imageDataset: label ${digits[wrong]} at position ${wrong} is not one of 0 to ${classes - 1}`);
  }
  const { mean = 0, std = 1 } = scale;
  const [, height, width] = images.shape;
  const x: Column = {
    data: pixels,
    shape: [1, height!, width!],
    dtype: 'float32',
    mean: 255 * mean,
    std: 255 * std,
  };
  return dataset({ x, y: { data: digits, shape: [], dtype: 'int32' } });
}
