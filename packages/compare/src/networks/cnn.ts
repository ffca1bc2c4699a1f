import { conv2d, flatten, type Layer, linear, maxPool, relu, sequential } from '@saddlepoint/nn';
import { ArgumentError, checkOptions, showShape } from '@saddlepoint/tensor';

export interface CnnOptions {
  /** Of one picture: channels, height, width. Height and width must be divisible by 2 once for each entry of `channels`. */
  shape: readonly [channels: number, height: number, width: number];
  classes: number;
  /** Of the convolutions, each of which is followed by ReLU and a max pooling that halves the picture. Default [16, 32]. */
  channels?: readonly number[];
  /** Size of the layer before the logits. Default 128. */
  hidden?: number;
}

/**
 * A convolutional network: 3×3 convolutions with ReLU and max pooling, then two linear layers; [N, ...shape] → [N, classes].
 *
 * @throws ArgumentError for a picture that cannot be halved so often.
 */
export function cnn(options: CnnOptions): Layer {
  checkOptions('cnn', options, ['shape', 'classes', 'channels', 'hidden']);
  const { shape, classes, channels = [16, 32], hidden = 128 } = options;
  const part = 2 ** channels.length;
  const [first, height, width] = shape;
  if (height % part !== 0 || width % part !== 0) {
    throw new ArgumentError(`cnn: shape ${showShape(shape)} cannot be halved ${channels.length} times`);
  }
  const widths = [first, ...channels];
  const convolutions = channels.flatMap((count, i) => [
    conv2d(widths[i]!, count, 3, { padding: 1 }),
    relu(),
    maxPool(2),
  ]);
  const features = widths.at(-1)! * (height / part) * (width / part);
  return sequential(...convolutions, flatten(), linear(features, hidden), relu(), linear(hidden, classes));
}
