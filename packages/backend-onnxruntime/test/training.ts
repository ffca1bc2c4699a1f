import {
  type Backend,
  compile,
  conv,
  logSoftmax,
  matmul,
  maxPool,
  mean,
  type Tensor,
  tensor,
  tree,
  valueAndGrad,
} from '@saddlepoint/tensor';
import { noise } from './harness.js';

type Params = { kernel: Tensor; bias: Tensor; weight: Tensor };

function tensorOf(shape: number[], seed: number, scale: number): Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  return tensor(
    Float32Array.from(noise(size, seed), (x) => x * scale),
    { shape },
  );
}

/** The losses of some steps of gradient descent on a small convolutional network. */
export async function train(backend: Backend, steps = 5): Promise<number[]> {
  const images = tensorOf([8, 1, 8, 8], 1, 1);
  const labels = tensor(
    Float32Array.from({ length: 24 }, (_, i) => Number((i * 5) % 8 < 3)),
    { shape: [8, 3] },
  );
  let params: Params = {
    kernel: tensorOf([4, 1, 3, 3], 2, 0.5),
    bias: tensorOf([4, 1, 1], 3, 0.1),
    weight: tensorOf([3, 64], 4, 0.2),
  };
  const loss = (p: Params) => {
    const features = maxPool(conv(images, p.kernel, { padding: 1 }).add(p.bias).relu(), 2);
    const logits = matmul(features.reshape([8, 64]), p.weight, { transposeB: true });
    return mean(logSoftmax(logits, 1).mul(labels)).neg();
  };
  const step = compile(
    backend,
    (p: Params) => {
      const [value, gradients] = valueAndGrad(loss)(p);
      return { value, params: tree.zip(p, gradients, (x, g) => x.sub(g.mul(0.5))) as Params };
    },
    { donate: [0] },
  );
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) {
    const result = await step(params);
    params = result.params;
    losses.push((await result.value.data())[0]!);
  }
  await step.dispose();
  return losses;
}
