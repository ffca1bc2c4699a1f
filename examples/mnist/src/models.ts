import { kaimingNormal, zeros } from '@saddlepoint/init';
import { conv2d, dropout, flatten, type Layer, linear, maxPool, relu, sequential } from '@saddlepoint/nn';
import type { ModelName } from './options.js';

/** A network and the learning rate that suits it. */
export interface Model {
  readonly title: string;
  readonly network: Layer<Params>;
  /** The highest rate of the schedule. */
  readonly learningRate: number;
  readonly description: string;
}

/** Parameters of either network: a tree of tensors that only the network itself looks into. */
export type Params = unknown;

const he = { weight: kaimingNormal(), bias: zeros() };

const mlp = sequential(
  flatten(),
  linear(784, 512, he),
  relu(),
  dropout(0.2),
  linear(512, 256, he),
  relu(),
  dropout(0.2),
  linear(256, 10, he),
);

const cnn = sequential(
  conv2d(1, 16, 3, { padding: 1, ...he }),
  relu(),
  maxPool(2),
  conv2d(16, 32, 3, { padding: 1, ...he }),
  relu(),
  maxPool(2),
  flatten(),
  linear(32 * 7 * 7, 128, he),
  relu(),
  dropout(0.25),
  linear(128, 10, he),
);

export const models: { readonly [K in ModelName]: Model } = {
  mlp: {
    title: 'MLP',
    network: mlp,
    learningRate: 1e-3,
    description: '784 – 512 – 256 – 10, ReLU, dropout 0.2',
  },
  cnn: {
    title: 'CNN',
    network: cnn,
    learningRate: 3e-3,
    description: 'convolutions 3×3 to 16 and 32 channels, each with max pooling; then 128 – 10; ReLU, dropout 0.25',
  },
};
