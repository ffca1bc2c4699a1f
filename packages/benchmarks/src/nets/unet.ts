import { mse } from '@saddlepoint/losses';
import { type ConvParams, conv2d, type LinearParams, linear } from '@saddlepoint/nn';
import {
  arange,
  broadcastTo,
  concat,
  cos,
  exp,
  key,
  mul,
  ones,
  reshape,
  sigmoid,
  sin,
  standardize,
  type Tensor,
} from '@saddlepoint/tensor';
import { classes, pattern } from '../pattern.js';
import type { Problem } from './problem.js';

export interface UnetSize {
  /** Channels at full resolution; twice as many below. */
  channels: number;
  image: number;
  batch: number;
}

interface NormParams {
  weight: Tensor;
  bias: Tensor;
}

interface BlockParams {
  norm1: NormParams;
  conv1: ConvParams;
  time: LinearParams;
  norm2: NormParams;
  conv2: ConvParams;
  skip?: ConvParams;
}

const groups = 8;
const silu = (x: Tensor) => mul(x, sigmoid(x));
const normParams = (channels: number): NormParams => ({ weight: ones([channels]), bias: ones([channels]) });

/** Group normalisation: each of eight groups of channels to mean 0 and variance 1, then scaled and shifted by channel. */
function groupNorm({ weight, bias }: NormParams, x: Tensor): Tensor {
  const [batch, channels] = x.shape as [number, number];
  const y = reshape(standardize(reshape(x, [batch, groups, -1])), x.shape);
  return y.mul(reshape(weight, [channels, 1, 1])).add(reshape(bias, [channels, 1, 1]));
}

/** Two convolutions around the time embedding, and a way past them. */
function block(inputs: number, outputs: number, embedding: number) {
  const [conv1, conv2] = [conv2d(inputs, outputs, 3, { padding: 1 }), conv2d(outputs, outputs, 3, { padding: 1 })];
  const [time, skip] = [linear(embedding, outputs), conv2d(inputs, outputs, 1)];
  return {
    init: (): BlockParams => ({
      norm1: normParams(inputs),
      conv1: conv1.init(key(0)),
      time: time.init(key(0)),
      norm2: normParams(outputs),
      conv2: conv2.init(key(0)),
      ...(inputs === outputs ? {} : { skip: skip.init(key(0)) }),
    }),
    apply(params: BlockParams, x: Tensor, t: Tensor): Tensor {
      const shift = reshape(time.apply(params.time, silu(t)), [-1, outputs, 1, 1]);
      const h = conv1.apply(params.conv1, silu(groupNorm(params.norm1, x))).add(shift);
      const y = conv2.apply(params.conv2, silu(groupNorm(params.norm2, h)));
      return y.add(params.skip ? skip.apply(params.skip, x) : x);
    },
  };
}

/** Sines and cosines of the time step at frequencies from 1 down to 1/10000. */
function sinusoids(t: Tensor, width: number): Tensor {
  const frequencies = exp(mul(arange(width / 2, { dtype: 'float32' }), -Math.log(10_000) / (width / 2)));
  const angles = mul(reshape(t.cast('float32'), [-1, 1]), frequencies);
  return concat([sin(angles), cos(angles)], 1);
}

/** Each pixel four times. */
function upsample(x: Tensor): Tensor {
  const [n, c, h, w] = x.shape as [number, number, number, number];
  return reshape(broadcastTo(reshape(x, [n, c, h, 1, w, 1]), [n, c, h, 2, w, 2]), [n, c, 2 * h, 2 * w]);
}

/**
 * A small diffusion UNet that predicts the noise of an image: three resolutions, group norm, a time embedding, skip
 * connections, no attention.
 *
 * Source: Ho, Jain, Abbeel, "Denoising diffusion probabilistic models" (2020), arXiv:2006.11239.
 */
export function unet({ channels: c, image, batch }: UnetSize): Problem {
  const e = 4 * c;
  const layers = {
    time1: linear(c, e),
    time2: linear(e, e),
    first: conv2d(3, c, 3, { padding: 1 }),
    down1: conv2d(c, c, 3, { strides: 2, padding: 1 }),
    down2: conv2d(2 * c, 2 * c, 3, { strides: 2, padding: 1 }),
    last: conv2d(c, 3, 3, { padding: 1 }),
  };
  const blocks = {
    left1: block(c, c, e),
    left2: block(c, 2 * c, e),
    middle: block(2 * c, 2 * c, e),
    right2: block(4 * c, 2 * c, e),
    right1: block(3 * c, c, e),
  };
  const init = () => ({
    time1: layers.time1.init(key(0)),
    time2: layers.time2.init(key(0)),
    first: layers.first.init(key(0)),
    left1: blocks.left1.init(),
    down1: layers.down1.init(key(0)),
    left2: blocks.left2.init(),
    down2: layers.down2.init(key(0)),
    middle: blocks.middle.init(),
    right2: blocks.right2.init(),
    right1: blocks.right1.init(),
    norm: normParams(c),
    last: layers.last.init(key(0)),
  });
  return {
    init,
    batch: () => ({
      x: pattern([batch, 3, image, image], 1),
      t: classes([batch], 1000),
      noise: pattern([batch, 3, image, image], 2),
    }),
    loss(p: ReturnType<typeof init>, { x, t, noise }) {
      const time = layers.time2.apply(p.time2, silu(layers.time1.apply(p.time1, sinusoids(t!, c))));
      const left1 = blocks.left1.apply(p.left1, layers.first.apply(p.first, x!), time);
      const left2 = blocks.left2.apply(p.left2, layers.down1.apply(p.down1, left1), time);
      const middle = blocks.middle.apply(p.middle, layers.down2.apply(p.down2, left2), time);
      const right2 = blocks.right2.apply(p.right2, concat([upsample(middle), left2], 1), time);
      const right1 = blocks.right1.apply(p.right1, concat([upsample(right2), left1], 1), time);
      return mse(layers.last.apply(p.last, silu(groupNorm(p.norm, right1))), noise!);
    },
  };
}
