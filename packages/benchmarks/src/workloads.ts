import { crossEntropy } from '@saddlepoint/losses';
import { conv2d, flatten, gpt, type Layer, linear, maxPool, relu, sequential } from '@saddlepoint/nn';
import { key, type Shape, sizeOf, type Tensor, tensor, uniform } from '@saddlepoint/tensor';

/** One network on one batch of made-up data; the peers have the same ones under the same names. */
export interface Workload {
  readonly title: string;
  readonly model: Layer;
  readonly x: () => Tensor;
  readonly y: () => Tensor;
  /** Steps measured in one round. */
  readonly steps: number;
}

const classes = (shape: Shape, count: number): Tensor =>
  tensor(
    Int32Array.from({ length: sizeOf(shape) }, (_, i) => (i * 7919) % count),
    { shape },
  );

export const workloads: { readonly [name: string]: Workload } = {
  mlp: {
    title: 'MLP 784-512-64-10, batch 256',
    model: sequential(linear(784, 512), relu(), linear(512, 64), relu(), linear(64, 10)),
    x: () => uniform(key(1), [256, 784]),
    y: () => classes([256], 10),
    steps: 100,
  },
  cnn: {
    title: 'CNN 32-64 channels, 3×3, 32×32×3, batch 64',
    model: sequential(
      conv2d(3, 32, 3, { padding: 1 }),
      relu(),
      maxPool(2),
      conv2d(32, 64, 3, { padding: 1 }),
      relu(),
      maxPool(2),
      flatten(),
      linear(64 * 8 * 8, 10),
    ),
    x: () => uniform(key(1), [64, 3, 32, 32]),
    y: () => classes([64], 10),
    steps: 20,
  },
  gpt: {
    title: 'GPT 4 layers × 128, 32 × 64 tokens',
    model: gpt({ vocabulary: 65, context: 64, layers: 4, heads: 4, width: 128 }),
    x: () => classes([32, 64], 65),
    y: () => classes([32, 64], 65),
    steps: 10,
  },
};

/** Mean cross-entropy of the model's output, the last axis being the classes. */
export function loss(work: Workload, params: unknown, x: Tensor, y: Tensor): Tensor {
  const logits = work.model.apply(params, x);
  return crossEntropy(logits.reshape([-1, logits.shape.at(-1)!]), y.reshape([-1]));
}
