import { conv2d, flatten, type Layer, linear, maxPool, relu, sequential } from '@saddlepoint/nn';
import { classes, pattern } from '../pattern.js';
import { classifier } from './classifier.js';

export interface CnnSize {
  /** Outputs of each convolution. */
  channels: readonly number[];
  /** Height and width. */
  image: number;
  batch: number;
}

/** 3×3 convolutions, each with ReLU and 2×2 pooling, and a linear layer to ten classes. */
export function cnn({ channels, image, batch }: CnnSize) {
  const blocks = channels.flatMap((outputs, i): Layer[] => [
    conv2d(channels[i - 1] ?? 3, outputs, 3, { padding: 1 }),
    relu(),
    maxPool(2),
  ]);
  const last = (image / 2 ** channels.length) ** 2 * channels.at(-1)!;
  return classifier(
    sequential(...blocks, flatten(), linear(last, 10)),
    () => pattern([batch, 3, image, image], 1),
    () => classes([batch], 10),
  );
}
