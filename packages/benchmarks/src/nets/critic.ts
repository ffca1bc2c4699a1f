import { conv2d, flatten, type Layer, leakyRelu, linear, sequential } from '@saddlepoint/nn';
import { add, grad, key, mean, mul, sqrt, square, sub, sum, type Tensor } from '@saddlepoint/tensor';
import { pattern } from '../pattern.js';
import type { Problem } from './problem.js';

export interface CriticSize {
  /** Outputs of each convolution, which halves the image. */
  channels: readonly number[];
  image: number;
  batch: number;
}

/**
 * The critic's side of a WGAN-GP: f(fake) − f(real) + 10 (‖∇f(x̂)‖ − 1)², x̂ between the two. Its gradient is of second order.
 *
 * Source: Gulrajani et al., "Improved training of Wasserstein GANs" (2017), arXiv:1704.00028.
 */
export function critic({ channels, image, batch }: CriticSize): Problem {
  const blocks = channels.flatMap((outputs, i): Layer[] => [
    conv2d(channels[i - 1] ?? 3, outputs, 4, { strides: 2, padding: 1 }),
    leakyRelu({ negativeSlope: 0.2 }),
  ]);
  const last = (image / 2 ** channels.length) ** 2 * channels.at(-1)!;
  const model: Layer = sequential(...blocks, flatten(), linear(last, 1));
  const shape = [batch, 3, image, image];
  return {
    init: () => model.init(key(0)),
    batch: () => ({ real: pattern(shape, 1), fake: pattern(shape, 2), share: pattern([batch, 1, 1, 1], 3) }),
    loss(params, { real, fake, share }) {
      const f = (x: Tensor) => model.apply(params, x);
      const between = add(real!, mul(add(share!, 0.5), sub(fake!, real!)));
      const slope = grad((x: Tensor) => sum(f(x)))(between);
      const length = sqrt(add(sum(square(slope), [1, 2, 3]), 1e-12));
      const penalty = mean(square(sub(length, 1)));
      return add(sub(mean(f(fake!)), mean(f(real!))), mul(penalty, 10));
    },
  };
}
